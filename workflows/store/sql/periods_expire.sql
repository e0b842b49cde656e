-- Nothing: forgets the counters of days and months that are long over and hold nothing, some at a time.
DELETE FROM workflows_spendcounter
WHERE id IN (
    SELECT id FROM workflows_spendcounter
    WHERE (key LIKE 'day:%%' OR key LIKE 'month:%%') AND reserved_nanousd = 0
          AND changed_at < clock_timestamp() - make_interval(days => %(days)s)
    ORDER BY changed_at LIMIT %(most)s
)
