-- Returns nothing; outcomes that may be about runs just settled are to be looked at again, as far as there are any.
WITH run AS (
    SELECT
        trace_id, run_id, session, business_key,
        to_timestamp(0) + start_ns / 1000 * interval '1 microsecond' AS start_time
    FROM jsonb_to_recordset(%(runs)s::jsonb) AS new (
        trace_id text, run_id text, session text, business_key text, start_ns bigint
    )
),
reference AS (
    SELECT each.kind, each.ref, min(run.start_time) AS first, max(run.start_time) AS last
    FROM run
    CROSS JOIN LATERAL (
        VALUES
            ('run_id', run.run_id), ('trace_id', run.trace_id), ('session', run.session), ('key', run.business_key)
    ) AS each (kind, ref)
    WHERE each.ref IS NOT NULL
    GROUP BY each.kind, each.ref
)
INSERT INTO outcome_recheck (project_id, kind, ref, first, last)
SELECT %(project_id)s, kind, ref, first, last + %(days)s * interval '1 day'
FROM reference
WHERE EXISTS (
    SELECT
    FROM outcome
    WHERE
        project_id = %(project_id)s AND ref_kind = reference.kind AND ref = reference.ref
        AND occurred_at BETWEEN reference.first AND reference.last + %(days)s * interval '1 day'
)
UNION ALL
SELECT %(project_id)s, 'credited', trace_id, to_timestamp(0), timestamptz '9999-01-01 00:00:00+00'
FROM (SELECT DISTINCT trace_id FROM run) AS settled
WHERE EXISTS (
    SELECT FROM outcome_credit WHERE project_id = %(project_id)s AND trace_id = settled.trace_id::uuid
)
