from django.db import migrations


class Migration(migrations.Migration):
    """Sums of runs are computed anew: worth counts a run once, and call paths keep the workflows that times keep."""

    dependencies = [("traces", "0016_findings_of_old_failures")]
    operations = [
        migrations.RunSQL(
            "INSERT INTO mark (project_id, kind, bucket) SELECT DISTINCT project_id, 'run', bucket FROM rollup_run",
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
