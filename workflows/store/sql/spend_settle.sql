-- Nothing: an attempt's reservation, or what was uncertain of it, becomes its real cost. Twice does nothing.
WITH held AS (
    DELETE FROM workflows_spendhold
    WHERE project_id = %(project_id)s::bigint AND attempt_id = %(attempt_id)s::bigint
    RETURNING project_id, key, nanousd, uncertain
)
UPDATE workflows_spendcounter AS counter
SET spent_nanousd = counter.spent_nanousd + %(cost)s::bigint,
    reserved_nanousd = counter.reserved_nanousd - CASE WHEN held.uncertain THEN 0 ELSE held.nanousd END,
    uncertain_nanousd = counter.uncertain_nanousd - CASE WHEN held.uncertain THEN held.nanousd ELSE 0 END,
    changed_at = clock_timestamp()
FROM held
WHERE counter.project_id = held.project_id AND counter.key = held.key
