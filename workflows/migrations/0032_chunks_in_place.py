from django.db import migrations


class Migration(migrations.Migration):
    """Ranking reads the word lists of many passages: kept in the row they cost a third of what they cost apart."""

    dependencies = [
        ('workflows', '0031_connections'),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE workflows_knowledgechunk SET (toast_tuple_target = 8160)",
            "ALTER TABLE workflows_knowledgechunk RESET (toast_tuple_target)",
        ),
    ]
