-- One row: runs that began since, and how many seconds they stood ready before (median, 95th of 100); null where none began.
SELECT
    count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM started_at - created_at)::float),
    percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM started_at - created_at)::float)
FROM workflows_run
WHERE project_id = %(project_id)s AND created_at >= %(since)s AND started_at IS NOT NULL
