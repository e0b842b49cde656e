-- Returns nothing; values of tags and the last day they were seen.
INSERT INTO tag_value AS old (project_id, tag, value, seen)
SELECT %(project_id)s, new.tag, new.value, date '1970-01-01' + new.day
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (tag text, value text, day integer)
ON CONFLICT (project_id, tag, value) DO UPDATE SET seen = excluded.seen WHERE old.seen < excluded.seen
