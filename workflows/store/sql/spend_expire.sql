-- Nothing: forgets the counters of runs that have been quiet for a long time and hold nothing.
DELETE FROM workflows_spendcounter
WHERE key LIKE 'run:%%' AND changed_at < clock_timestamp() - make_interval(days => %(days)s) AND reserved_nanousd = 0
