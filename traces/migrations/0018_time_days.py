from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Sums of time by the day, for pages that look at months."""

    dependencies = [("traces", "0017_runs_anew")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0018_time_days.sql").read_text(),
            reverse_sql="DROP TABLE time_day, path_day, time_day_done",
        )
    ]
