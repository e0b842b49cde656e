-- Returns every number of input tokens above which some price row charges another rate, ascending.
SELECT DISTINCT bound::text::bigint AS bound
FROM costs_price
CROSS JOIN LATERAL jsonb_path_query(rates, '$.*.tiers[*][0]') AS bound
WHERE project_id IS NULL OR project_id = %(project_id)s
ORDER BY bound
