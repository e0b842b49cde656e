-- One row of nothing: the table is spread over the nodes by trace, each trace beside its rows in the first table.
SELECT create_distributed_table(%(name)s::regclass, 'trace_id', colocate_with => %(beside)s)
