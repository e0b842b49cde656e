-- Returns nothing of use; for one writing transaction: on disk when the commit returns, no endless wait for another
-- writer of the same spans, and known to who erases: they wait until no writer is left that did not know of it.
SELECT
    set_config('synchronous_commit', 'on', true), set_config('lock_timeout', %(lock_timeout)s, true),
    pg_advisory_xact_lock_shared(hashtextextended(%(name)s, 0))
