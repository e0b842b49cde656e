-- Returns nothing; how far series had come that name one of these people or sessions.
DELETE FROM metric_point WHERE project_id = %(project_id)s AND names && %(digests)s::bytea[]
