-- One row over all workflows of a project: runs ready, and their ages in seconds (median, 95th of 100, oldest); null where none is.
SELECT
    count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM clock_timestamp() - available_at)::float),
    percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM clock_timestamp() - available_at)::float),
    max(extract(epoch FROM clock_timestamp() - available_at)::float)
FROM workflows_run
WHERE project_id = %(project_id)s AND state = 'queued' AND available_at <= clock_timestamp()
