import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0011_spending'),
    ]

    operations = [
        migrations.CreateModel(
            name='BreakerState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('state', models.CharField(default='closed', max_length=9)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('since_ms', models.BigIntegerField(default=0)),
                ('trials_ok', models.PositiveSmallIntegerField(default=0)),
                ('trial_until_ms', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project_id', 'name'), name='one_breaker_per_name')],
            },
        ),
        migrations.CreateModel(
            name='BreakerChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('before', models.CharField(max_length=9)),
                ('after', models.CharField(max_length=9)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['project_id', 'name', 'at'], name='breaker_changes')],
            },
        ),
        migrations.CreateModel(
            name='RateBucket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=400)),
                ('level', models.FloatField()),
                ('at_ms', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project_id', 'name'), name='one_bucket_per_name')],
            },
        ),
    ]
