-- locked: whether we have the lock of this name until the transaction ends. The name says which project_id, if any.
SELECT pg_try_advisory_xact_lock(hashtextextended(%(name)s, 0)) AS locked
