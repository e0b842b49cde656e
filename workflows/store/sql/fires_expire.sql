-- Nothing: forgets times at which schedules fired long ago, some at a time.
DELETE FROM workflows_schedulefire
WHERE id IN (
    SELECT id FROM workflows_schedulefire
    WHERE fire_at < clock_timestamp() - make_interval(days => %(days)s)
    ORDER BY fire_at LIMIT %(most)s
)
