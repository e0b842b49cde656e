-- Returns nothing; the trace that an erasure is about.
INSERT INTO erasure_trace (project_id, erasure_id, trace_id) VALUES (%(project_id)s, %(erasure_id)s, %(trace_id)s::uuid)
