-- Nothing: the breaker as it is now, and a note where its state changed.
WITH written AS (
    UPDATE workflows_breakerstate
    SET state = %(state)s, failures = %(failures)s, since_ms = %(since_ms)s, trials_ok = %(trials_ok)s,
        trial_until_ms = %(trial_until_ms)s
    WHERE project_id = %(project_id)s AND name = %(name)s
)
INSERT INTO workflows_breakerchange (project_id, name, before, after, at)
SELECT %(project_id)s, %(name)s, %(before)s, %(state)s, clock_timestamp()
WHERE %(before)s::text <> %(state)s::text
