from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """What calls need not have cost, by day."""

    dependencies = [("costs", "0006_payers")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0007_waste.sql").read_text(),
            reverse_sql="DROP TABLE waste_day, waste_day_done",
        )
    ]
