-- A row for each breaker that was not closed in the window: its name, milliseconds open or half open, times it opened.
WITH changes AS (
    SELECT name, after, at, lead(at, 1, clock_timestamp()) OVER (PARTITION BY name ORDER BY at, id) AS until
    FROM workflows_breakerchange
    WHERE project_id = %(project_id)s AND at < %(until)s
)
SELECT name,
       sum(extract(epoch FROM least(until, %(until)s) - greatest(at, %(since)s)) * 1000)::bigint,
       count(*) FILTER (WHERE after = 'open' AND at >= %(since)s)
FROM changes
WHERE after <> 'closed' AND until > %(since)s
GROUP BY name
ORDER BY name
