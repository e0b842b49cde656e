from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0014_time.sql"


class Migration(migrations.Migration):
    """Where the time of each run went, what it adds up to, and how long work waited in queues."""

    dependencies = [("traces", "0013_sketches")]
    operations = [
        migrations.RunSQL(
            SQL.read_text(),
            reverse_sql="""
                DROP TABLE rollup_path; DROP TABLE rollup_time; DROP TABLE time_path;
                ALTER TABLE trace_run DROP COLUMN path_ns, DROP COLUMN path_ids, DROP COLUMN critical_ns;
                ALTER TABLE span DROP COLUMN queue_wait_ns;
            """,
        )
    ]
