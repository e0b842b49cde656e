-- Nothing: counts a call that did not fit.
INSERT INTO workflows_spendcounter AS counter (
    project_id, key, limit_nanousd, spent_nanousd, reserved_nanousd, uncertain_nanousd, refused, changed_at
)
VALUES (%(project_id)s, %(key)s, %(limit)s, 0, 0, 0, 1, clock_timestamp())
ON CONFLICT (project_id, key) DO UPDATE
SET refused = counter.refused + 1, limit_nanousd = excluded.limit_nanousd, changed_at = clock_timestamp()
