import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0013_cache'),
    ]

    operations = [
        migrations.CreateModel(
            name='BatchSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project_id', models.BigIntegerField()),
                ('batch', models.CharField(max_length=500)),
                ('run_id', models.UUIDField()),
                ('step_key', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('waiting', 'Waits for company'), ('asked', 'Asked'), ('done', 'Answered'), ('failed', 'Failed')], default='waiting', max_length=7)),
                ('item', models.JSONField()),
                ('answer', models.JSONField(null=True)),
                ('cost_nanousd', models.BigIntegerField(null=True)),
                ('asked_together', models.UUIDField(null=True)),
                ('together', models.PositiveIntegerField(null=True)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['project_id', 'batch', 'made_at'], name='slots_waiting')],
                'constraints': [models.UniqueConstraint(fields=('run_id', 'step_key'), name='one_slot_per_step')],
            },
        ),
    ]
