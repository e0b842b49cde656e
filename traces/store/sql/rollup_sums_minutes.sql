-- Counted, for rollup_sums: one hour as the sum of its minutes.
SELECT %(hour)s::timestamptz AS bucket, {keys}, {named_sums}
FROM {table}
WHERE
    project_id = %(project_id)s AND grain = 'm'
    AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
GROUP BY {keys}
