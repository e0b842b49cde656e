-- Returns one row: (open_traces, late_s, marks, oldest_mark_s) of all projects together. However much waits, this costs
-- the same: the counts end at `most`, and the oldest is asked of each project's index.
WITH RECURSIVE
open_in (project_id, oldest) AS (
    (SELECT project_id, settle_after FROM trace WHERE settled_at IS NULL ORDER BY project_id, settle_after LIMIT 1)
    UNION ALL
    SELECT next.project_id, next.settle_after
    FROM open_in
    CROSS JOIN LATERAL (
        SELECT project_id, settle_after
        FROM trace
        WHERE settled_at IS NULL AND project_id > open_in.project_id
        ORDER BY project_id, settle_after
        LIMIT 1
    ) AS next
),
marked_in (project_id, oldest) AS (
    (SELECT project_id, made_at FROM mark ORDER BY project_id, made_at LIMIT 1)
    UNION ALL
    SELECT next.project_id, next.made_at
    FROM marked_in
    CROSS JOIN LATERAL (
        SELECT project_id, made_at
        FROM mark
        WHERE project_id > marked_in.project_id
        ORDER BY project_id, made_at
        LIMIT 1
    ) AS next
)
SELECT
    (SELECT count(*) FROM (SELECT 1 FROM trace WHERE settled_at IS NULL LIMIT %(most)s) AS counted),
    (SELECT extract(EPOCH FROM clock_timestamp() - min(oldest)) FROM open_in),
    (SELECT count(*) FROM (SELECT 1 FROM mark LIMIT %(most)s) AS counted),
    (SELECT extract(EPOCH FROM clock_timestamp() - min(oldest)) FROM marked_in)
