-- One row when the amount fits under the limit, and is reserved now; none when it does not. The row's lock orders racers.
INSERT INTO workflows_spendcounter AS counter (
    project_id, key, limit_nanousd, spent_nanousd, reserved_nanousd, uncertain_nanousd, refused, changed_at
)
SELECT %(project_id)s::bigint, %(key)s::text, %(limit)s::bigint, 0, %(amount)s::bigint, 0, 0, clock_timestamp()
WHERE %(amount)s::bigint <= %(limit)s::bigint
ON CONFLICT (project_id, key) DO UPDATE
SET reserved_nanousd = counter.reserved_nanousd + excluded.reserved_nanousd,
    limit_nanousd = excluded.limit_nanousd,
    changed_at = clock_timestamp()
WHERE counter.spent_nanousd + counter.reserved_nanousd + counter.uncertain_nanousd + excluded.reserved_nanousd
      <= excluded.limit_nanousd
RETURNING counter.spent_nanousd, counter.reserved_nanousd, counter.uncertain_nanousd
