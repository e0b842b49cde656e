-- The newest answers of a step to questions of the same shape: id, question, embedding. Newest first.
SELECT id, question, embedding
FROM workflows_cacheentry
WHERE project_id = %(project_id)s AND workflow = %(workflow)s AND step = %(step)s AND shape = %(shape)s
      AND question <> '' AND made_at > clock_timestamp() - make_interval(secs => %(max_age)s)
ORDER BY made_at DESC
LIMIT %(most)s
