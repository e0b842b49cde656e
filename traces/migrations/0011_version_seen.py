from django.db import migrations


class Migration(migrations.Migration):
    """Since when each prompt, model and release of a workflow is there."""

    dependencies = [("traces", "0010_attempts_found")]
    operations = [
        migrations.RunSQL(
            """
                CREATE TABLE version_seen (
                    project_id integer NOT NULL,
                    workflow text NOT NULL,
                    kind text NOT NULL, -- prompt, model or release
                    value text NOT NULL,
                    first_seen timestamptz NOT NULL, -- start of the earliest span
                    last_seen timestamptz NOT NULL, -- to within a minute
                    label text, -- what people call it, where that is known
                    PRIMARY KEY (project_id, workflow, kind, value)
                );
            """,
            reverse_sql="DROP TABLE version_seen",
        )
    ]
