-- Returns nothing; what came of some traces.
UPDATE trace AS old SET outcome = new.outcome, value_nanousd = new.value_nanousd
FROM jsonb_to_recordset(%(traces)s::jsonb) AS new (trace_id uuid, outcome text, value_nanousd numeric)
WHERE old.project_id = %(project_id)s AND old.trace_id = new.trace_id
