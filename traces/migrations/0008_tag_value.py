from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Which values the tags of a project have, for the bound on their number."""

    dependencies = [("traces", "0007_promoted_attributes")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0008_tag_value.sql").read_text(), reverse_sql="DROP TABLE tag_value"
        )
    ]
