-- One row: how many kept answers were made by runs in an erasure.
SELECT count(*)
FROM erasure_trace AS gone
INNER JOIN workflows_cacheentry AS entry ON entry.run_id = gone.trace_id AND entry.project_id = gone.project_id
WHERE gone.project_id = %(project_id)s AND gone.erasure_id = %(erasure_id)s
