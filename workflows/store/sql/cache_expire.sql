-- Nothing: forgets answers that are older than any cache gives, some at a time.
DELETE FROM workflows_cacheentry
WHERE id IN (
    SELECT id FROM workflows_cacheentry
    WHERE made_at < clock_timestamp() - make_interval(days => %(days)s)
    ORDER BY made_at LIMIT %(most)s
)
