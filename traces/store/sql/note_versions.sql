-- Returns nothing; prompts, models and releases of workflows, when they were first and last seen. A workflow has at most
-- so many of a kind: those that come beyond are left out.
INSERT INTO version_seen AS old (project_id, workflow, kind, value, first_seen, last_seen, label)
SELECT
    %(project_id)s, new.workflow, new.kind, new.value,
    to_timestamp(0) + new.first_ns / 1000 * interval '1 microsecond',
    to_timestamp(0) + new.last_ns / 1000 * interval '1 microsecond', new.label
FROM (
    SELECT
        told.workflow, told.kind, told.value, told.first_ns, told.last_ns, told.label, known.value AS known,
        row_number() OVER (
            PARTITION BY told.workflow, told.kind, known.value IS NULL ORDER BY told.first_ns, told.value
        ) AS place,
        (
            SELECT count(*) FROM version_seen AS held
            WHERE held.project_id = %(project_id)s AND held.workflow = told.workflow AND held.kind = told.kind
        ) AS held
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS told (
        workflow text, kind text, value text, first_ns bigint, last_ns bigint, label text
    )
    LEFT JOIN version_seen AS known
        ON
            known.project_id = %(project_id)s AND known.workflow = told.workflow AND known.kind = told.kind
            AND known.value = told.value
) AS new
WHERE new.known IS NOT NULL OR new.held + new.place <= %(most)s
ON CONFLICT (project_id, workflow, kind, value) DO UPDATE SET
    first_seen = least(old.first_seen, excluded.first_seen), last_seen = greatest(old.last_seen, excluded.last_seen)
WHERE
    excluded.first_seen < old.first_seen OR excluded.last_seen > old.last_seen + interval '1 minute'
