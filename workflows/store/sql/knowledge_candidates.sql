-- Passages of sources that are on, by any word of the question, best rank first.
WITH asked AS MATERIALIZED (
    SELECT to_tsquery('english', coalesce(string_agg(quote_literal(word), ' | '), '')) AS words
    FROM unnest(tsvector_to_array(to_tsvector('english', %(question)s))) AS word
),
live AS MATERIALIZED (
    SELECT id, name, version
    FROM workflows_knowledgesource
    WHERE project_id = %(project_id)s AND enabled AND version > 0
      AND (%(sources)s::text[] IS NULL OR name = ANY(%(sources)s::text[]))
),
best AS (
    SELECT chunk.id, live.name, ts_rank(chunk.search, asked.words, 1) AS rank
    FROM asked, live
    JOIN workflows_knowledgechunk chunk
      ON chunk.source_id = live.id AND chunk.version = live.version AND chunk.project_id = %(project_id)s
    WHERE chunk.search @@ asked.words
    ORDER BY rank DESC, chunk.id
    LIMIT %(most)s
)
SELECT chunk.id, best.name AS source, chunk.version, document.name AS document, chunk.heading, chunk.text
FROM best
JOIN workflows_knowledgechunk chunk ON chunk.id = best.id AND chunk.project_id = %(project_id)s
JOIN workflows_knowledgedocument document ON document.id = chunk.document_id AND document.project_id = %(project_id)s
ORDER BY best.rank DESC, chunk.id
