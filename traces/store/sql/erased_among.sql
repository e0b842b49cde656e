-- digest, before, erasure_id: those of these that were erased; what happened before is refused.
SELECT digest, before, erasure_id FROM erased
WHERE project_id = %(project_id)s AND digest = ANY(%(digests)s::bytea[])
