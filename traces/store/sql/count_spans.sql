-- How many spans a project has.
SELECT count(*) AS spans FROM span WHERE project_id = %(project_id)s
