-- Batches of all projects that somebody has to look after, now this worker for a while: `id`, `project_id`, `provider`, `remote_id`, `state`, `tries` and, in seconds, `age_s`.
UPDATE workflows_providerbatch
SET tries = tries + 1, next_at = clock_timestamp() + make_interval(secs => %(again_s)s)
WHERE id = ANY(ARRAY(
    SELECT id
    FROM workflows_providerbatch
    WHERE state IN ('sending', 'open') AND next_at <= clock_timestamp()
    ORDER BY next_at
    LIMIT %(most)s
    FOR UPDATE SKIP LOCKED
))
RETURNING id, project_id, provider, remote_id, state, tries, extract(epoch FROM clock_timestamp() - made_at)::float AS age_s
