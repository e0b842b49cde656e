-- Nothing. Makes the row of a recurring piece of work, due at once, or takes over a new interval.
INSERT INTO core_schedule (name, every_seconds, next_at, claimed_by, last_error)
VALUES (%(name)s, %(every_seconds)s, clock_timestamp(), '', '')
ON CONFLICT (name) DO UPDATE
SET every_seconds = EXCLUDED.every_seconds,
    next_at = least(core_schedule.next_at, clock_timestamp() + make_interval(secs => EXCLUDED.every_seconds))
WHERE core_schedule.every_seconds <> EXCLUDED.every_seconds
