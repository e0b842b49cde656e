-- start_ns: of the rows that changed; verdicts of settling, only for spans whose row says otherwise.
UPDATE span AS old SET
    usage_counted = new.counted, uncounted_reason = new.reason, superseded = new.superseded, workflow = new.workflow,
    attempt_found = new.attempt, queue_wait_ns = new.queue_wait_ns
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (
    trace_id uuid, span_id text, source smallint, start_ns bigint, counted boolean, reason text,
    superseded boolean, workflow text, attempt smallint, queue_wait_ns bigint
)
WHERE
    old.project_id = %(project_id)s
    AND old.trace_id = new.trace_id
    AND old.span_id = decode(new.span_id, 'hex')
    AND old.source = new.source
    AND old.start_time = to_timestamp(0) + new.start_ns / 1000 * interval '1 microsecond'
    AND old.start_time BETWEEN %(first)s AND %(last)s
RETURNING old.start_ns
