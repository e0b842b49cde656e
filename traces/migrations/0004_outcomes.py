from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Traces and runs say what came of them."""

    dependencies = [("traces", "0003_durations_by_status")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0004_outcomes.sql").read_text(),
            reverse_sql="""
                ALTER TABLE trace DROP COLUMN outcome, DROP COLUMN value_nanousd;
                ALTER TABLE trace_run
                    DROP COLUMN outcome, DROP COLUMN successes, DROP COLUMN failures, DROP COLUMN value_nanousd,
                    DROP COLUMN minutes_saved, DROP COLUMN human_minutes;
                ALTER TABLE rollup_run
                    DROP COLUMN runs_with_outcome, DROP COLUMN successes, DROP COLUMN failures,
                    DROP COLUMN value_nanousd, DROP COLUMN minutes_saved, DROP COLUMN human_minutes;
            """,
        )
    ]
