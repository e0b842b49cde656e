-- Returns nothing; traces that an erasure reaches as well. The number of rows: those that were not known to be erased.
WITH asked AS (
    SELECT DISTINCT digest, trace_id, erasure_id
    FROM unnest(%(digests)s::bytea[], %(trace_ids)s::uuid[], %(erasures)s::bigint[]) AS each (digest, trace_id, erasure_id)
    ORDER BY digest
),
new AS (
    INSERT INTO erased (project_id, digest, before, erasure_id)
    SELECT %(project_id)s, digest, timestamptz '9999-01-01 00:00:00+00', erasure_id FROM asked
    ON CONFLICT DO NOTHING
    RETURNING digest
)
INSERT INTO erasure_trace (project_id, erasure_id, trace_id)
SELECT %(project_id)s, asked.erasure_id, asked.trace_id FROM asked INNER JOIN new USING (digest)
ON CONFLICT DO NOTHING
