-- Returns nothing; traces too large for settling to read know the tags of the spans written anew, where they know others
-- of that name too; a tag that no span has any more stays.
UPDATE trace AS whole SET tags = coalesce(whole.tags, '{}'::jsonb) || found.tags, tags_sketch = -1
FROM (
    SELECT trace_id, jsonb_object_agg(key, value) AS tags
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (trace_id uuid, tags jsonb), jsonb_each(new.tags)
    WHERE new.tags IS NOT NULL
    GROUP BY trace_id
) AS found
WHERE whole.project_id = %(project_id)s AND whole.trace_id = found.trace_id AND whole.span_count > %(most)s
