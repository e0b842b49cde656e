-- One row: how many items of a batch wait, and for how many milliseconds the first has; of runs that go on.
SELECT count(*), coalesce((extract(epoch FROM clock_timestamp() - min(slot.made_at)) * 1000)::bigint, 0)
FROM workflows_batchslot AS slot
INNER JOIN workflows_run AS run ON run.id = slot.run_id AND run.project_id = slot.project_id
WHERE slot.project_id = %(project_id)s AND slot.batch = %(batch)s AND slot.state = 'waiting'
      AND run.state IN ('queued', 'running', 'waiting') AND run.cancel_requested_at IS NULL
