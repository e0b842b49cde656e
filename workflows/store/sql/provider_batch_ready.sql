-- A row for each provider's batch of all projects that goes now, as its first item has waited long enough or there are as many as fit: `project_id`, `batch`.
SELECT project_id, batch
FROM workflows_batchslot
WHERE state = 'waiting' AND starts_with(batch, 'provider:')
GROUP BY project_id, batch
HAVING count(*) >= %(most)s OR min(due_at) <= clock_timestamp()
