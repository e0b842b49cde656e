-- Returns nothing; spans get these tags.
UPDATE span AS old SET tags = new.tags
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (
    trace_id uuid, span_id text, source smallint, start_ns bigint, tags jsonb
)
WHERE
    old.project_id = %(project_id)s
    AND old.trace_id = new.trace_id
    AND old.span_id = decode(new.span_id, 'hex')
    AND old.source = new.source
    AND old.start_time = to_timestamp(0) + new.start_ns / 1000 * interval '1 microsecond'
    AND old.start_time >= %(first)s AND old.start_time < %(last)s
