-- Nothing: notes in how many passages of a version each word stands.
INSERT INTO workflows_knowledgeword (project_id, source_id, version, word, passages)
SELECT %(project_id)s, %(source_id)s, %(version)s, word, ndoc
FROM ts_stat(format(
    'SELECT search FROM workflows_knowledgechunk WHERE project_id = %%s AND source_id = %%s AND version = %%s',
    %(project_id)s::bigint, %(source_id)s::bigint, %(version)s::integer
))
