from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0038_worth_by_users")]

    operations = [
        migrations.AddField(
            model_name="workflowversion",
            name="trial",
            field=models.BooleanField(default=False, db_default=False),
        ),
    ]
