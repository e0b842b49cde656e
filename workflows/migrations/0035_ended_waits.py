from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0034_stalled'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='wait',
            index=models.Index(condition=models.Q(('consumed', False), ('state__in', ('answered', 'expired'))), fields=['run'], name='wait_ended'),
        ),
    ]
