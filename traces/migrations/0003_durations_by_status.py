from django.db import migrations


class Migration(migrations.Migration):
    """Histograms of durations by workflow know the status too: workers make them anew."""

    dependencies = [("traces", "0002_every_source")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO mark (project_id, kind, bucket) SELECT DISTINCT project_id, 'run', bucket FROM rollup_trace",
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
