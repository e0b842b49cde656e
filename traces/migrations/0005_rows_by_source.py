from django.db import migrations


class Migration(migrations.Migration):
    """A span and the log record or usage event about it are two rows, also where they begin together."""

    dependencies = [("traces", "0004_outcomes")]
    operations = [
        migrations.RunSQL(
            """
                ALTER TABLE span DROP CONSTRAINT span_pkey;
                ALTER TABLE span ADD PRIMARY KEY (project_id, trace_id, span_id, start_time, source);
            """,
            reverse_sql="""
                ALTER TABLE span DROP CONSTRAINT span_pkey;
                ALTER TABLE span ADD PRIMARY KEY (project_id, trace_id, span_id, start_time);
            """,
        )
    ]
