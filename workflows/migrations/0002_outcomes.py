from pathlib import Path

from django.db import migrations

TABLES = "outcome, outcome_credit, outcome_recheck, outcome_changed, workflow_seen"


class Migration(migrations.Migration):
    """Outcomes and what is credited for them are plain SQL, as telemetry is."""

    dependencies = [("workflows", "0001_definitions"), ("traces", "0004_outcomes")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0002_outcomes.sql").read_text(), reverse_sql=f"DROP TABLE {TABLES}"
        )
    ]
