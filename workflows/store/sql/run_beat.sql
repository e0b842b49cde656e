-- Of the leases this worker holds (`ids` and `fences`, pairwise), those it still has, lengthened: `id`, `cancel_requested`.
UPDATE workflows_run AS run
SET lease_until = clock_timestamp() + make_interval(secs => %(lease_s)s)
FROM unnest(%(ids)s::uuid[], %(fences)s::bigint[]) AS mine (id, fence)
WHERE run.id = mine.id AND run.fence = mine.fence AND run.state = 'running'
RETURNING run.id, run.cancel_requested_at IS NOT NULL AS cancel_requested
