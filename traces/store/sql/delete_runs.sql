-- start_time: of the runs that were taken away, to be written anew; and what was credited to them.
DELETE FROM trace_run
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
RETURNING
    start_time, uuid_send(trace_id) AS trace_id, run_id, outcome, successes::text, failures::text, value_nanousd::text,
    minutes_saved::text, human_minutes::text
