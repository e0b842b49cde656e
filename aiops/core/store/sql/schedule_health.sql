-- One row: `silent_seconds` since any of `names` was last started (null: never) and `failing`, the names whose last run failed.
SELECT extract(epoch FROM clock_timestamp() - max(last_started_at))::float AS silent_seconds,
       coalesce(array_agg(name ORDER BY name) FILTER (WHERE last_error <> ''), '{}') AS failing
FROM core_schedule
WHERE name = ANY(%(names)s)
