-- One row of nothing: what was copied to the nodes is removed from the coordinator.
SELECT truncate_local_data_after_distributing_table(%(name)s::regclass)
