from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """What runs brought, by hour, workflow and metric; workers fill it for what is stored already."""

    dependencies = [("workflows", "0002_outcomes"), ("traces", "0011_version_seen")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0004_worth.sql").read_text(),
            reverse_sql=(
                "DROP TABLE rollup_worth, rollup_delay;"
                " ALTER TABLE outcome_credit DROP COLUMN units, DROP COLUMN amount"
            ),
        )
    ]
