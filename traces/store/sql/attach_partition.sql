-- Returns nothing; readers and writers of the other days (of any project_id) need not wait.
ALTER TABLE {parent} ATTACH PARTITION {partition} FOR VALUES FROM ('{first_day}') TO ('{next_day}')
