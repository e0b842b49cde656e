from pathlib import Path

from django.db import migrations

TABLES = (
    "span, span_blob, trace, trace_run, mark, rollup_span, rollup_trace, rollup_run, rollup_histogram, quarantine,"
    " ingest_count"
)


class Migration(migrations.Migration):
    """Telemetry tables are plain SQL: partitioned, without sequences or foreign keys."""

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0001_telemetry.sql").read_text(),
            reverse_sql=f"DROP TABLE {TABLES}",
        )
    ]
