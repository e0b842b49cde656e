from django.db import migrations


class Migration(migrations.Migration):
    """Which try of one call a span is, where settling found it and the sender did not say."""

    dependencies = [("traces", "0009_token_metrics")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE span ADD COLUMN attempt_found smallint",
            reverse_sql="ALTER TABLE span DROP COLUMN attempt_found",
        )
    ]
