-- The one piece of work among `names` that is most overdue (`name`), claimed for its next interval; no row: none is due.
UPDATE core_schedule
SET claimed_by = %(worker)s,
    last_started_at = clock_timestamp(),
    next_at = clock_timestamp() + make_interval(secs => every_seconds)
WHERE name = (
    SELECT due.name
    FROM core_schedule AS due
    WHERE due.name = ANY(%(names)s) AND due.next_at <= clock_timestamp()
    ORDER BY due.next_at
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
RETURNING name
