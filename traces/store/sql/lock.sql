-- Returns nothing; waits for a lock by name, held until the transaction ends. The name says which project_id, if any.
SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))
