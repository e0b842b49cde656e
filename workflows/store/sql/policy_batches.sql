-- A row for each batch of a workflow's runs that began in the window: its name, items that were answered, calls that answered them, what these cost, items without a known cost.
SELECT
    slot.batch, count(*), count(DISTINCT slot.asked_together), coalesce(sum(slot.cost_nanousd), 0)::bigint,
    count(*) FILTER (WHERE slot.cost_nanousd IS NULL)
FROM workflows_run AS run
INNER JOIN workflows_batchslot AS slot ON slot.run_id = run.id AND slot.project_id = run.project_id
WHERE run.project_id = %(project_id)s AND run.workflow_id = %(workflow_id)s
  AND run.created_at >= %(since)s AND run.created_at < %(until)s AND NOT run.dry_run
  AND slot.state = 'done'
GROUP BY slot.batch
