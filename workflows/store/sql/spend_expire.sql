-- Nothing: forgets the counters of runs that are gone, once these have been quiet for a long time and hold nothing.
DELETE FROM workflows_spendcounter AS counter
WHERE counter.key LIKE 'run:%%' AND counter.changed_at < clock_timestamp() - make_interval(days => %(days)s)
  AND counter.reserved_nanousd = 0
  AND NOT EXISTS (
      SELECT FROM workflows_run AS run
      WHERE run.id = substr(counter.key, 5)::uuid AND run.project_id = counter.project_id
  )
