-- trace_id in hex: of some traces that are still to go, those that were begun first.
SELECT replace(trace_id::text, '-', '')
FROM erasure_trace
WHERE project_id = %(project_id)s AND erasure_id = %(erasure_id)s
ORDER BY headless DESC, trace_id
LIMIT %(most)s
