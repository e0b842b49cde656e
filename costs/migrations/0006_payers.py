from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """What users, sessions and tags cost, by hour."""

    dependencies = [("costs", "0005_budgets"), ("traces", "0015_findings")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0006_payers.sql").read_text(), reverse_sql="DROP TABLE rollup_payer"
        )
    ]
