-- Returns nothing; names of workflows seen in settled traces.
INSERT INTO workflow_seen (project_id, name)
SELECT %(project_id)s, name FROM unnest(%(names)s::text[]) AS name
ON CONFLICT DO NOTHING
