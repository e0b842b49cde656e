-- One row, `seconds`: until the first of `names` is due, negative when it is overdue, null when there are none.
SELECT extract(epoch FROM min(next_at) - clock_timestamp())::float AS seconds
FROM core_schedule
WHERE name = ANY(%(names)s)
