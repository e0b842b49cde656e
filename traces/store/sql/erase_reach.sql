-- Returns one row: traces, spans, scores and refused spans of the traces found, and series of metrics that name them.
WITH found AS (
    SELECT trace_id FROM erasure_trace WHERE project_id = %(project_id)s AND erasure_id = %(erasure_id)s
)
SELECT
    (SELECT count(*) FROM trace WHERE project_id = %(project_id)s AND trace_id IN (SELECT trace_id FROM found)) AS traces,
    (SELECT count(*) FROM span WHERE project_id = %(project_id)s AND trace_id IN (SELECT trace_id FROM found)) AS spans,
    (SELECT count(*) FROM score WHERE project_id = %(project_id)s AND trace_id IN (SELECT trace_id FROM found)) AS scores,
    (
        SELECT count(*) FROM quarantine
        WHERE project_id = %(project_id)s AND trace_id IN (SELECT replace(trace_id::text, '-', '') FROM found)
    ) AS quarantined,
    (SELECT count(*) FROM metric_point WHERE project_id = %(project_id)s AND names && %(digests)s::bytea[]) AS series
