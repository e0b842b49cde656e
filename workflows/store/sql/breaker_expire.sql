-- Nothing: forgets old changes of breakers, some at a time; the last one of each stays, since it still holds.
DELETE FROM workflows_breakerchange
WHERE id IN (
    SELECT old.id FROM workflows_breakerchange AS old
    WHERE old.at < clock_timestamp() - make_interval(days => %(days)s)
          AND EXISTS (
              SELECT 1 FROM workflows_breakerchange AS newer
              WHERE newer.project_id = old.project_id AND newer.name = old.name AND (newer.at, newer.id) > (old.at, old.id)
          )
    ORDER BY old.at LIMIT %(most)s
)
