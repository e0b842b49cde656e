-- Nothing: whoever asks for these items is alive, and still at it for so long.
UPDATE workflows_batchslot
SET claimed_until = greatest(claimed_until, clock_timestamp() + make_interval(secs => %(seconds)s))
WHERE project_id = %(project_id)s AND asked_together = %(together)s AND state = 'asked'
