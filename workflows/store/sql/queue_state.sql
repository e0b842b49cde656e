-- One row, of one project or (null) of all: runs that are ready and how long the median and the 95th percentile of them have waited, that run, are lost (their lease is over), wait, are dead; effects and spans to be sent, and the age of the oldest.
WITH run AS (
    SELECT state, available_at, lease_until
    FROM workflows_run
    WHERE state IN ('queued', 'running', 'waiting', 'dead')
      AND project_id = coalesce(%(project_id)s::bigint, project_id)
    LIMIT %(most)s
), ready AS (
    SELECT extract(epoch FROM clock_timestamp() - available_at)::float AS age_s
    FROM run
    WHERE state = 'queued' AND available_at <= clock_timestamp()
), effect AS (
    SELECT 1
    FROM workflows_effect
    WHERE state IN ('pending', 'sending') AND project_id = coalesce(%(project_id)s::bigint, project_id)
    LIMIT %(most)s
), told AS (
    SELECT made_at
    FROM workflows_spanoutbox
    WHERE project_id = coalesce(%(project_id)s::bigint, project_id)
    LIMIT %(most)s
)
SELECT
    (SELECT count(*) FROM ready) AS ready,
    (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY age_s) FROM ready) AS ready_p50_s,
    (SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY age_s) FROM ready) AS ready_p95_s,
    (SELECT count(*) FROM run WHERE state = 'running' AND lease_until >= clock_timestamp()) AS running,
    (SELECT count(*) FROM run WHERE state = 'running' AND lease_until < clock_timestamp()) AS lost,
    (SELECT count(*) FROM run WHERE state = 'waiting') AS waiting,
    (SELECT count(*) FROM run WHERE state = 'dead') AS dead,
    (SELECT count(*) FROM effect) AS effects,
    (SELECT count(*) FROM told) AS outbox,
    (SELECT extract(epoch FROM clock_timestamp() - min(made_at))::float FROM told) AS outbox_lag_s
