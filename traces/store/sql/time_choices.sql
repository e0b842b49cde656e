-- what (workflow, release, prompt or model), value: that runs of some time have; models since their traces are settled.
SELECT DISTINCT what, value
FROM rollup_run
CROSS JOIN LATERAL (
    VALUES ('workflow', workflow), ('release', release), ('prompt', prompt_fingerprint)
) AS each (what, value)
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
    AND (each.what = 'workflow' OR %(workflow)s::text IS NULL OR workflow = %(workflow)s)
UNION
SELECT 'model', value
FROM version_seen
WHERE
    project_id = %(project_id)s AND kind = 'model' AND first_seen < %(last)s AND last_seen >= %(first)s
    AND (%(workflow)s::text IS NULL OR workflow = %(workflow)s)
