-- Returns nothing of use; one setting for the rest of the transaction, whatever project_id it works for.
SELECT set_config(%(name)s, %(value)s, true)
