-- One row when this worker still holds the run, which nobody else can change until the transaction ends: `answered`, whether a wait ended meanwhile; `unwanted`, whether it is to be cancelled.
SELECT EXISTS (
    SELECT FROM workflows_wait AS wait
    WHERE wait.run_id = run.id AND wait.project_id = %(project_id)s AND NOT wait.consumed
      AND wait.state IN ('answered', 'expired')
) AS answered, run.cancel_requested_at IS NOT NULL AS unwanted
FROM workflows_run AS run
WHERE run.id = %(run_id)s AND run.project_id = %(project_id)s AND run.fence = %(fence)s AND run.state = 'running'
FOR UPDATE OF run
