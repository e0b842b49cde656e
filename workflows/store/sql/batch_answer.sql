-- Nothing: the answers of one call, each for its item; or, where it failed, that each is asked for alone.
UPDATE workflows_batchslot AS slot
SET state = told.state, answer = told.answer, cost_nanousd = told.cost, together = %(items)s
FROM jsonb_to_recordset(%(answers)s::jsonb) AS told(id bigint, state text, answer jsonb, cost bigint)
WHERE slot.id = told.id AND slot.project_id = %(project_id)s AND slot.asked_together = %(together)s
