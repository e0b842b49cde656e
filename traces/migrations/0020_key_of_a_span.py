from django.db import migrations


class Migration(migrations.Migration):
    """By which API key a span came, so that what a key costs can be told; null: before this, or by no door."""

    dependencies = [("traces", "0018_time_days")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE span ADD COLUMN api_key integer", reverse_sql="ALTER TABLE span DROP COLUMN api_key"
        )
    ]
