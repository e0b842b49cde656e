-- A row for each workflow of a project with runs that are not over, or that died since: name, ready, later, running, waiting, dead, lost leases, ages in seconds of those ready (median, 95th of 100, oldest).
SELECT
    name,
    count(*) FILTER (WHERE state = 'queued' AND available_at <= clock_timestamp()),
    count(*) FILTER (WHERE state = 'queued' AND available_at > clock_timestamp()),
    count(*) FILTER (WHERE state = 'running'),
    count(*) FILTER (WHERE state = 'waiting'),
    count(*) FILTER (WHERE state = 'dead'),
    coalesce(sum(lost) FILTER (WHERE state NOT IN ('succeeded', 'failed', 'cancelled')), 0)::bigint,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM clock_timestamp() - available_at)::float)
    FILTER (WHERE state = 'queued' AND available_at <= clock_timestamp()),
    percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM clock_timestamp() - available_at)::float)
    FILTER (WHERE state = 'queued' AND available_at <= clock_timestamp()),
    max(extract(epoch FROM clock_timestamp() - available_at)::float)
    FILTER (WHERE state = 'queued' AND available_at <= clock_timestamp())
FROM workflows_run
WHERE project_id = %(project_id)s
  AND (state IN ('queued', 'running', 'waiting') OR (state = 'dead' AND ended_at >= %(since)s))
GROUP BY name
ORDER BY name
