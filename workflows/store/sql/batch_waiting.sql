-- One row: how many items of a batch wait, and for how many milliseconds the first has.
SELECT count(*), coalesce((extract(epoch FROM clock_timestamp() - min(made_at)) * 1000)::bigint, 0)
FROM workflows_batchslot
WHERE project_id = %(project_id)s AND batch = %(batch)s AND state = 'waiting'
