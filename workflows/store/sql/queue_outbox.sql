-- One row of a project: rows of spans to be delivered, age in seconds of the oldest; effects to be sent, age of the oldest that is due; effects that wait for a person; attempts lost since.
SELECT
    (SELECT count(*) FROM workflows_spanoutbox WHERE project_id = %(project_id)s),
    (SELECT extract(epoch FROM clock_timestamp() - min(made_at))::float FROM workflows_spanoutbox WHERE project_id = %(project_id)s),
    (SELECT count(*) FROM workflows_effect WHERE project_id = %(project_id)s AND state IN ('pending', 'sending')),
    (
        SELECT extract(epoch FROM clock_timestamp() - min(next_at))::float FROM workflows_effect
        WHERE project_id = %(project_id)s AND state = 'pending' AND next_at <= clock_timestamp()
    ),
    (SELECT count(*) FROM workflows_effect WHERE project_id = %(project_id)s AND state IN ('asked', 'dead')),
    (
        SELECT count(*) FROM workflows_attempt
        WHERE project_id = %(project_id)s AND outcome = 'lost' AND ended_at >= %(since)s
    )
