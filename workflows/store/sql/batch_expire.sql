-- Nothing: forgets items whose runs have long had their answers.
DELETE FROM workflows_batchslot WHERE made_at < clock_timestamp() - make_interval(days => %(days)s)
