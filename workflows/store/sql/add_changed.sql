-- Returns nothing; traces whose credits changed.
INSERT INTO outcome_changed (project_id, trace_id)
SELECT %(project_id)s, trace_id FROM unnest(%(trace_ids)s::uuid[]) AS trace_id
