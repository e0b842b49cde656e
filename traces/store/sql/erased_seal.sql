-- Returns nothing; what may not come back, from now on.
INSERT INTO erased (project_id, digest, before, erasure_id)
SELECT %(project_id)s, digest, coalesce(%(before)s::timestamptz, timestamptz '9999-01-01 00:00:00+00'), %(erasure_id)s
FROM unnest(%(digests)s::bytea[]) AS digest
ON CONFLICT (project_id, digest) DO UPDATE SET
    before = greatest(erased.before, excluded.before), erasure_id = excluded.erasure_id
