-- Returns nothing of use; one setting for the rest of the transaction.
SELECT set_config(%(name)s, %(value)s, true)
