-- Nothing. A run that is driven again asks anew what a provider's batch refused, and what a step that failed has read; an answer that came after the step had failed stays.
DELETE FROM workflows_batchslot AS slot
WHERE slot.project_id = %(project_id)s AND slot.run_id = %(run_id)s AND starts_with(slot.batch, 'provider:')
  AND (
      slot.state = 'failed'
      OR (slot.state = 'done' AND EXISTS (
          SELECT FROM workflows_step AS step
          INNER JOIN workflows_attempt AS attempt
              ON attempt.id = (slot.item ->> 'attempt')::bigint AND attempt.project_id = %(project_id)s
          WHERE step.project_id = %(project_id)s AND step.run_id = slot.run_id AND step.state = 'failed'
            AND starts_with(slot.step_key, step.key || '@') AND attempt.ended_at <= step.ended_at
      ))
  )
