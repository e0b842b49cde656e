-- what (workflow, release or prompt), value: that runs of some time have.
SELECT DISTINCT what, value
FROM rollup_run
CROSS JOIN LATERAL (
    VALUES ('workflow', workflow), ('release', release), ('prompt', prompt_fingerprint)
) AS each (what, value)
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
    AND (each.what = 'workflow' OR %(workflow)s::text IS NULL OR workflow = %(workflow)s)
