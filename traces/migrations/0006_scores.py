from django.db import migrations


class Migration(migrations.Migration):
    """What people, models and rules think of traces."""

    dependencies = [("traces", "0005_rows_by_source")]
    operations = [
        migrations.RunSQL(
            """
                CREATE TABLE score (
                    project_id integer NOT NULL,
                    trace_id uuid NOT NULL,
                    score_id text NOT NULL,
                    span_id bytea,
                    name text NOT NULL,
                    value numeric,
                    label text,
                    source text NOT NULL, -- human, model or rule
                    comment text NOT NULL,
                    at timestamptz NOT NULL,
                    PRIMARY KEY (project_id, trace_id, score_id)
                );
                CREATE INDEX score_at ON score (project_id, at);
            """,
            reverse_sql="DROP TABLE score",
        )
    ]
