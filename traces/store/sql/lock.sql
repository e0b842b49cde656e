-- Returns nothing; waits for a lock by name, held until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))
