import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0036_ready_by_project'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProviderBatch',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('project_id', models.BigIntegerField()),
                ('provider', models.CharField(max_length=100)),
                ('remote_id', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(choices=[('sending', 'Being sent'), ('open', 'With the provider'), ('done', 'Answered'), ('failed', 'Refused')], default='sending', max_length=7)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('next_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('error', models.TextField(blank=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ('sending', 'open'))), fields=['next_at'], name='provider_batch_due')],
            },
        ),
    ]
