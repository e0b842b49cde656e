-- Rows touched. Gives runs back that this worker will not finish as it stops (`ids` and `fences`, pairwise). They do not count as lost.
UPDATE workflows_run AS run
SET fence = run.fence + 1, state = 'queued', lease_until = NULL, leased_by = '', available_at = clock_timestamp()
FROM unnest(%(ids)s::uuid[], %(fences)s::bigint[]) AS mine (id, fence)
WHERE run.id = mine.id AND run.fence = mine.fence AND run.state = 'running'
