-- Returns nothing; makes these call paths known, as many as the project has room for, and says that they were seen.
INSERT INTO time_path (project_id, path_id, names, step, span_kind, kind, seen)
SELECT %(project_id)s, path_id, names, step, span_kind, kind, %(today)s
FROM (
    SELECT
        new.*, old.path_id IS NOT NULL AS is_known,
        row_number() OVER (PARTITION BY old.path_id IS NULL ORDER BY new.path_id) AS place
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (path_id bigint, names text[], step text, span_kind text, kind text)
    LEFT JOIN time_path AS old ON old.project_id = %(project_id)s AND old.path_id = new.path_id
) AS asked
WHERE is_known OR place <= %(most)s - (SELECT count(*) FROM time_path WHERE project_id = %(project_id)s)
ON CONFLICT (project_id, path_id) DO UPDATE SET seen = excluded.seen WHERE time_path.seen < excluded.seen
