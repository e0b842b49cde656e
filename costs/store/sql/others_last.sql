-- scope, bucket: when something of names that are not among the dearest was last added up as (other), since a time.
SELECT 'user', max(bucket)
FROM rollup_payer
WHERE
    project_id = %(project_id)s AND bucket >= %(since)s AND dimension = 'user' AND value = '(other)'
    AND (cost_nanousd > 0 OR unpriced_calls > 0)
UNION ALL
SELECT 'workflow', max(bucket)
FROM rollup_call
WHERE project_id = %(project_id)s AND bucket >= %(since)s AND workflow = '(other)' AND calls > 0
UNION ALL
SELECT 'model', max(bucket)
FROM rollup_call
WHERE project_id = %(project_id)s AND bucket >= %(since)s AND model = '(other)' AND calls > 0
