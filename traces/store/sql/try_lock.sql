-- locked: whether we have the lock of this name until the transaction ends.
SELECT pg_try_advisory_xact_lock(hashtextextended(%(name)s, 0)) AS locked
