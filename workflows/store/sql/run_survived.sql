-- Rows touched. Runs that a worker lost (`ids` and `fences`, pairwise) by standing still: as it lives to say so, these losses are no deaths.
UPDATE workflows_run AS run
SET lost = run.lost - 1, stalled = run.stalled + 1
FROM unnest(%(ids)s::uuid[], %(fences)s::bigint[]) AS mine (id, fence)
WHERE run.id = mine.id AND run.fence > mine.fence AND run.lost > 0 AND run.state IN ('queued', 'running', 'waiting')
