-- source, outcome_id: of outcomes of which some version names a run by what no run goes by any more, neither one that is
-- settled nor a span of a trace that is not.
WITH alone AS MATERIALIZED (
    SELECT gone.kind, gone.ref
    FROM jsonb_to_recordset(%(gone)s::jsonb) AS gone (kind text, ref text)
    WHERE
        NOT EXISTS (
            SELECT FROM trace_run
            WHERE
                gone.kind = 'run_id' AND project_id = %(project_id)s AND run_id = gone.ref
                AND run_id <> replace(trace_id::text, '-', '')
        )
        AND NOT EXISTS (
            SELECT FROM trace_run
            WHERE gone.kind = 'session' AND project_id = %(project_id)s AND session = gone.ref
        )
        AND NOT EXISTS (
            SELECT FROM trace_run
            WHERE gone.kind = 'key' AND project_id = %(project_id)s AND business_key = gone.ref
        )
        AND NOT EXISTS (
            SELECT
            FROM trace AS unsettled
            INNER JOIN span AS part
                ON
                    part.project_id = unsettled.project_id AND part.trace_id = unsettled.trace_id
                    AND part.start_time >= unsettled.start_time
            WHERE
                unsettled.project_id = %(project_id)s AND unsettled.settled_at IS NULL
                AND CASE gone.kind
                    WHEN 'run_id' THEN part.run_id WHEN 'session' THEN part.session WHEN 'key' THEN part.business_key
                END = gone.ref
        )
)
SELECT DISTINCT named.source, named.outcome_id
FROM alone
INNER JOIN outcome AS named
    ON named.project_id = %(project_id)s AND named.ref_kind = alone.kind AND named.ref = alone.ref
