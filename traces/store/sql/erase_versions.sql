-- Returns nothing; versions that no span shows any more, nor a run or a trace whose spans are gone.
DELETE FROM version_seen AS known
USING jsonb_to_recordset(%(shown)s::jsonb) AS gone (workflow text, kind text, value text)
WHERE
    known.project_id = %(project_id)s
    AND known.workflow = gone.workflow AND known.kind = gone.kind AND known.value = gone.value
    AND NOT EXISTS (
        SELECT
        FROM span
        WHERE
            span.project_id = %(project_id)s AND span.workflow = gone.workflow
            AND span.start_time >= known.first_seen AND span.start_time < known.last_seen + interval '1 minute'
            AND CASE gone.kind
                WHEN 'prompt' THEN span.prompt_fingerprint WHEN 'model' THEN span.model ELSE span.release
            END = gone.value
    )
    AND NOT EXISTS (
        SELECT
        FROM trace_run AS run
        WHERE
            run.project_id = %(project_id)s AND run.workflow = gone.workflow
            AND run.start_time < known.last_seen + interval '1 minute'
            AND CASE gone.kind WHEN 'prompt' THEN run.prompt_fingerprint WHEN 'release' THEN run.release END = gone.value
    )
    AND NOT EXISTS (
        SELECT
        FROM trace
        WHERE
            gone.kind = 'model' AND trace.project_id = %(project_id)s AND trace.workflow = gone.workflow
            AND trace.models @> ARRAY[gone.value]
    )
