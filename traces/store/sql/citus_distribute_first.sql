-- One row of nothing: the table is spread over the nodes by trace, and begins a group that lies together.
SELECT create_distributed_table(%(name)s::regclass, 'trace_id', colocate_with => 'none', shard_count => %(shards)s)
