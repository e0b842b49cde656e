-- Pieces of WHERE over trace_run: how an outcome names its run.
-- name: run_id
run_id = asked.ref AND run_id <> replace(trace_id::text, '-', '')
-- name: whole_trace
run_id = asked.ref AND trace_id = asked.ref::uuid
-- name: trace_id
trace_id = asked.ref::uuid
-- name: session
session = asked.ref
-- name: key
business_key = asked.ref
-- name: succeeded
status <> 'error'
-- name: failed
status = 'error'
