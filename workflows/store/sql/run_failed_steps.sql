-- Nothing. A run that is started anew tries again what had failed or waits for nothing any more, but for what must not be done twice.
DELETE FROM workflows_step AS step
WHERE step.project_id = %(project_id)s AND step.run_id = %(run_id)s AND step.effect <> 'unsafe'
  AND (
      step.state = 'failed'
      OR (step.state = 'waiting' AND NOT EXISTS (
          SELECT FROM workflows_wait AS wait
          WHERE wait.run_id = step.run_id AND wait.project_id = %(project_id)s AND wait.step_key = step.key
            AND NOT wait.consumed AND wait.state <> 'void'
      ))
  )
