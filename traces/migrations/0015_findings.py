from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Spans say how they went; traces what was found in them."""

    dependencies = [("traces", "0014_time")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0015_findings.sql").read_text(),
            reverse_sql="""
                DROP TABLE rollup_finding;
                ALTER TABLE trace DROP COLUMN findings, DROP COLUMN cause, DROP COLUMN traits;
                ALTER TABLE span DROP COLUMN signs;
            """,
        )
    ]
