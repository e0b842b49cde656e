-- Passages of sources that are on, found by the question's rarest words, ranked by all of them, best first.
WITH live AS MATERIALIZED (
    SELECT id, name, version
    FROM workflows_knowledgesource
    WHERE project_id = %(project_id)s AND enabled AND version > 0
      AND (%(sources)s::text[] IS NULL OR name = ANY(%(sources)s::text[]))
),
asked AS MATERIALIZED (
    SELECT known.word, sum(known.passages) AS passages
    FROM unnest(tsvector_to_array(to_tsvector('english', %(question)s))) AS said (word)
    JOIN workflows_knowledgeword known ON known.word = said.word AND known.project_id = %(project_id)s
    JOIN live ON live.id = known.source_id AND live.version = known.version
    GROUP BY known.word
),
counted AS (
    SELECT
        '''' || replace(replace(word, '\', '\\'), '''', '''''') || '''' AS quoted,
        sum(passages) OVER (ORDER BY passages, word) - passages AS before
    FROM asked
),
wanted AS MATERIALIZED (
    SELECT
        string_agg(quoted, ' | ')::tsquery AS words,
        (string_agg(quoted, ' | ') FILTER (WHERE before < %(ranked)s))::tsquery AS rare
    FROM counted
),
found AS (
    SELECT chunk.id, live.name, chunk.search
    FROM wanted, live
    JOIN workflows_knowledgechunk chunk
      ON chunk.source_id = live.id AND chunk.version = live.version AND chunk.project_id = %(project_id)s
    WHERE chunk.search @@ wanted.rare
    LIMIT %(ranked)s
),
best AS (
    SELECT found.id, found.name, ts_rank(found.search, wanted.words, 1) AS rank
    FROM found, wanted
    ORDER BY rank DESC, found.id
    LIMIT %(most)s
)
SELECT chunk.id, best.name AS source, chunk.version, document.name AS document, chunk.heading, chunk.text
FROM best
JOIN workflows_knowledgechunk chunk ON chunk.id = best.id AND chunk.project_id = %(project_id)s
JOIN workflows_knowledgedocument document ON document.id = chunk.document_id AND document.project_id = %(project_id)s
ORDER BY best.rank DESC, chunk.id
