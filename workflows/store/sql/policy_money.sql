-- One row over a workflow's real runs that began in the window: runs, spent, uncertain, attempts with uncertain spend, most that one run spent with what is uncertain of it.
SELECT
    count(*), coalesce(sum(spent_nanousd), 0)::bigint, coalesce(sum(uncertain_nanousd), 0)::bigint,
    count(*) FILTER (WHERE uncertain_nanousd > 0), coalesce(max(spent_nanousd + uncertain_nanousd), 0)::bigint
FROM workflows_run
WHERE project_id = %(project_id)s AND workflow_id = %(workflow_id)s
  AND created_at >= %(since)s AND created_at < %(until)s AND NOT dry_run
