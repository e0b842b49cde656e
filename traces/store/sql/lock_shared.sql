-- Returns nothing; waits for a lock that many may hold together, until the transaction ends.
SELECT pg_advisory_xact_lock_shared(hashtextextended(%(name)s, 0))
