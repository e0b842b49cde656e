-- Nothing. Notes how a piece of work ended; an empty error clears the last one.
UPDATE core_schedule
SET last_finished_at = clock_timestamp(), last_error = %(error)s
WHERE name = %(name)s
