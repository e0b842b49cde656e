-- Returns one row: outcomes, successes, failures, unattributed, pending, money told, outcomes in a currency without a rate.
SELECT
    count(*) FILTER (WHERE holds AND status <> 'withdrawn'),
    count(*) FILTER (WHERE holds AND status = 'success'),
    count(*) FILTER (WHERE holds AND status = 'failure'),
    count(*) FILTER (WHERE holds AND unattributed IS NOT NULL AND status <> 'withdrawn'),
    count(*) FILTER (WHERE pending),
    sum(value_nanousd) FILTER (WHERE holds AND status <> 'withdrawn')::text,
    count(*) FILTER (WHERE holds AND status <> 'withdrawn' AND currency IS NOT NULL AND value_nanousd IS NULL)
FROM outcome
WHERE
    project_id = %(project_id)s AND occurred_at >= %(first)s AND occurred_at < %(last)s
    AND (%(workflow)s = '' OR workflow = %(workflow)s)
