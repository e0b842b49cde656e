import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0012_breakers'),
    ]

    operations = [
        migrations.CreateModel(
            name='CacheEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project_id', models.BigIntegerField()),
                ('workflow', models.CharField(max_length=256)),
                ('step', models.CharField(max_length=200)),
                ('key', models.BinaryField(max_length=32)),
                ('shape', models.BinaryField(max_length=32)),
                ('question', models.TextField(blank=True)),
                ('embedding', models.BinaryField(null=True)),
                ('value', models.JSONField()),
                ('model', models.CharField(blank=True, max_length=256)),
                ('cost_nanousd', models.BigIntegerField(null=True)),
                ('run_id', models.UUIDField(null=True)),
                ('hits', models.BigIntegerField(default=0)),
                ('near_hits', models.BigIntegerField(default=0)),
                ('saved_nanousd', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('hit_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['project_id', 'workflow', 'step', 'shape', '-made_at'], name='answers_newest'), models.Index(fields=['made_at'], name='answers_oldest'), models.Index(fields=['run_id'], name='answers_of_run')],
                'constraints': [models.UniqueConstraint(fields=('project_id', 'key'), name='one_answer_per_question')],
            },
        ),
    ]
