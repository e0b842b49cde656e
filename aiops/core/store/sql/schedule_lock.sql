-- One row, `locked`: whether this session now holds the named piece of work. The lock dies with the session.
SELECT pg_try_advisory_lock(hashtextextended('aiops.ticker.' || %(name)s, 0)) AS locked
