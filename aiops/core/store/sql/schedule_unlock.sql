-- One row. Gives the named piece of work back.
SELECT pg_advisory_unlock(hashtextextended('aiops.ticker.' || %(name)s, 0))
