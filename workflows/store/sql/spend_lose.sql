-- Nothing: what these attempts reserved may have been spent. Twice does nothing.
WITH held AS (
    UPDATE workflows_spendhold
    SET uncertain = true
    WHERE project_id = %(project_id)s AND attempt_id = ANY(%(attempt_ids)s) AND NOT uncertain
    RETURNING project_id, key, nanousd
), sums AS (
    SELECT project_id, key, sum(nanousd) AS nanousd FROM held GROUP BY project_id, key
)
UPDATE workflows_spendcounter AS counter
SET reserved_nanousd = counter.reserved_nanousd - sums.nanousd,
    uncertain_nanousd = counter.uncertain_nanousd + sums.nanousd,
    changed_at = clock_timestamp()
FROM sums
WHERE counter.project_id = sums.project_id AND counter.key = sums.key
