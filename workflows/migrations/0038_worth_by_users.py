from django.db import migrations


class Migration(migrations.Migration):
    """What runs brought is added up anew: by groups of users too, over which intervals are made."""

    dependencies = [("workflows", "0037_provider_batches"), ("traces", "0021_documents_and_failures")]
    operations = [
        migrations.RunSQL(
            "INSERT INTO mark (project_id, kind, bucket) SELECT DISTINCT project_id, 'run', bucket FROM rollup_run",
            reverse_sql="DELETE FROM rollup_worth WHERE dimension = 'users'",
        )
    ]
