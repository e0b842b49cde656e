from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0035_ended_waits'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='run',
            name='run_ready',
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['project', 'available_at'], name='run_ready_of'),
        ),
    ]
