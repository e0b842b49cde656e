-- Returns nothing of use; for one writing transaction: on disk when the commit returns, and no endless wait for another
-- writer of the same spans.
SELECT set_config('synchronous_commit', 'on', true), set_config('lock_timeout', %(lock_timeout)s, true)
