-- start_time: of the runs of some traces of which something else came than was known.
WITH new AS (
    SELECT *
    FROM jsonb_to_recordset(%(runs)s::jsonb) AS each (
        trace_id uuid, run_id text, outcome text, successes numeric, failures numeric, value_nanousd numeric,
        minutes_saved numeric, human_minutes numeric
    )
)
UPDATE trace_run AS old SET
    outcome = new.outcome, successes = new.successes, failures = new.failures, value_nanousd = new.value_nanousd,
    minutes_saved = new.minutes_saved, human_minutes = new.human_minutes
FROM jsonb_to_recordset(%(traces)s::jsonb) AS asked (trace_id uuid)
INNER JOIN trace_run AS known ON known.project_id = %(project_id)s AND known.trace_id = asked.trace_id
LEFT JOIN new ON new.trace_id = known.trace_id AND new.run_id = known.run_id
WHERE
    old.project_id = %(project_id)s AND old.trace_id = known.trace_id AND old.run_id = known.run_id
    AND (old.outcome, old.successes, old.failures, old.value_nanousd, old.minutes_saved, old.human_minutes)
    IS DISTINCT FROM
    (new.outcome, new.successes, new.failures, new.value_nanousd, new.minutes_saved, new.human_minutes)
RETURNING old.start_time
