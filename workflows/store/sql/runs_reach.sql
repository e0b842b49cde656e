-- One row: how many runs go with the traces of an erasure.
SELECT count(*)
FROM erasure_trace AS gone
JOIN workflows_run AS run ON run.id = gone.trace_id AND run.project_id = gone.project_id
WHERE gone.project_id = %(project_id)s AND gone.erasure_id = %(erasure_id)s
