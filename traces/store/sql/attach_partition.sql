-- Returns nothing; readers and writers of the other days need not wait.
ALTER TABLE {parent} ATTACH PARTITION {partition} FOR VALUES FROM ('{first_day}') TO ('{next_day}')
