from django.db import migrations


class Migration(migrations.Migration):
    """The index over time knows enough of a trace to filter by: see traces.store.sketch."""

    dependencies = [("traces", "0012_erasure")]
    operations = [
        migrations.RunSQL(
            """
                ALTER TABLE trace
                    ADD COLUMN kinds_sketch bigint NOT NULL DEFAULT -1, -- -1: may have any value
                    ADD COLUMN models_sketch bigint NOT NULL DEFAULT -1,
                    ADD COLUMN tags_sketch bigint NOT NULL DEFAULT -1;
                -- Kinds are told exactly, so those of known traces must be; of their other lists nothing is known.
                UPDATE trace SET kinds_sketch = -32768 | coalesce((
                    SELECT bit_or(1::bigint << (array_position(ARRAY[
                        'workflow', 'agent', 'step', 'llm', 'embedding', 'retriever', 'reranker', 'tool',
                        'guardrail', 'evaluator', 'cache', 'queue', 'http', 'db', 'other'
                    ], kind) - 1))
                    FROM unnest(kinds) AS kind
                ), 0);
                DROP INDEX trace_newest;
                CREATE INDEX trace_newest ON trace (project_id, start_time, trace_id) INCLUDE (
                    start_ns, end_ns, workflow, status, outcome, cost_nanousd, input_tokens, output_tokens,
                    unpriced_calls, kinds_sketch, models_sketch, tags_sketch
                );
            """,
            reverse_sql="""
                DROP INDEX trace_newest;
                CREATE INDEX trace_newest ON trace (project_id, start_time, trace_id)
                    INCLUDE (start_ns, end_ns, workflow, status, cost_nanousd, input_tokens, output_tokens, unpriced_calls);
                ALTER TABLE trace DROP COLUMN kinds_sketch, DROP COLUMN models_sketch, DROP COLUMN tags_sketch;
            """,
        )
    ]
