-- Returns nothing; makes these call paths known, while the project has room for more, and says that they were seen.
INSERT INTO time_path (project_id, path_id, names, step, span_kind, kind, seen)
SELECT %(project_id)s, path_id, names, step, span_kind, kind, %(today)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (path_id bigint, names text[], step text, span_kind text, kind text)
WHERE
    (SELECT count(*) FROM time_path WHERE project_id = %(project_id)s) < %(most)s
    OR EXISTS (SELECT FROM time_path AS old WHERE old.project_id = %(project_id)s AND old.path_id = new.path_id)
ON CONFLICT (project_id, path_id) DO UPDATE SET seen = excluded.seen WHERE time_path.seen < excluded.seen
