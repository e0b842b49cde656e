from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Columns for facts that are not told by spans, and for finding the run an outcome is about."""

    dependencies = [("traces", "0001_telemetry")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0002_every_source.sql").read_text(),
            reverse_sql="""
                ALTER TABLE span
                    DROP COLUMN source, DROP COLUMN call_hash, DROP COLUMN business_key,
                    DROP COLUMN cost_reported_nanousd;
                ALTER TABLE trace_run DROP COLUMN session, DROP COLUMN business_key;
            """,
        )
    ]
