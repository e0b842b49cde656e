from django.db import migrations, models


class Migration(migrations.Migration):
    """Budgets of API keys."""

    dependencies = [("costs", "0010_calls_by_key")]
    operations = [
        migrations.AlterField(
            model_name='budget',
            name='scope',
            field=models.CharField(choices=[('project', 'The whole project'), ('workflow', 'One workflow'), ('model', 'One model'), ('user', 'One user'), ('key', 'One API key')], default='project', max_length=8),
        ),
    ]
