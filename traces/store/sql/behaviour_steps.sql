-- workflow, step, span kind, spans, failed spans, ns in all: of spans that began from first to last.
SELECT
    workflow, step, kind, sum(spans)::bigint AS spans,
    coalesce(sum(spans) FILTER (WHERE status = 'error'), 0)::bigint AS failed, sum(duration_ns) AS duration_ns
FROM rollup_span
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
    AND (%(workflow)s::text IS NULL OR workflow = %(workflow)s)
GROUP BY 1, 2, 3
ORDER BY 4 DESC, 1, 2, 3
LIMIT %(most)s
