-- One row, `taken`: how many runs of these were there; they are gone now, with everything that is kept of them.
WITH run AS (
    DELETE FROM workflows_run WHERE project_id = %(project_id)s AND id = ANY(%(ids)s::uuid[]) RETURNING id
), step AS (
    DELETE FROM workflows_step WHERE project_id = %(project_id)s AND run_id = ANY(%(ids)s::uuid[])
), attempt AS (
    DELETE FROM workflows_attempt WHERE project_id = %(project_id)s AND run_id = ANY(%(ids)s::uuid[])
), effect AS (
    DELETE FROM workflows_effect WHERE project_id = %(project_id)s AND run_id = ANY(%(ids)s::uuid[])
), wait AS (
    DELETE FROM workflows_wait WHERE project_id = %(project_id)s AND run_id = ANY(%(ids)s::uuid[])
), fire AS (
    UPDATE workflows_schedulefire SET run_id = NULL WHERE run_id = ANY(%(ids)s::uuid[])
), fork AS (
    UPDATE workflows_run SET forked_from_id = NULL
    WHERE project_id = %(project_id)s AND forked_from_id = ANY(%(ids)s::uuid[]) AND id <> ALL(%(ids)s::uuid[])
)
SELECT count(*) AS taken FROM run
