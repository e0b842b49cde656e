from django.db import migrations


class Migration(migrations.Migration):
    """What settling says of a trace beside its findings: the documents that its searches gave, how it failed."""

    dependencies = [("traces", "0020_key_of_a_span")]
    operations = [
        migrations.RunSQL(
            """
                ALTER TABLE trace
                    ADD COLUMN documents text[], -- "0.83 returns.md": score and name of each
                    ADD COLUMN failure text[]; -- of a failed one: the last step, what its error says
            """,
            reverse_sql="ALTER TABLE trace DROP COLUMN documents, DROP COLUMN failure",
        )
    ]
