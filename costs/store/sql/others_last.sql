-- scope, bucket: when something that may be of any name was last added up, since a time: as (other), where a name was not
-- among the dearest; of API keys, as none's, before the first call whose key was kept.
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
UNION ALL
SELECT 'key', max(bucket)
FROM rollup_call
WHERE
    project_id = %(project_id)s AND bucket >= %(since)s AND api_key = 0 AND calls > 0
    AND bucket < coalesce(
        (SELECT min(bucket) FROM rollup_call WHERE project_id = %(project_id)s AND api_key > 0), 'infinity'
    )
