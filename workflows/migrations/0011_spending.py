import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0010_providers'),
    ]

    operations = [
        migrations.CreateModel(
            name='SpendCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project_id', models.BigIntegerField()),
                ('key', models.CharField(max_length=400)),
                ('limit_nanousd', models.BigIntegerField()),
                ('spent_nanousd', models.BigIntegerField(default=0)),
                ('reserved_nanousd', models.BigIntegerField(default=0)),
                ('uncertain_nanousd', models.BigIntegerField(default=0)),
                ('refused', models.BigIntegerField(default=0)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project_id', 'key'), name='one_counter_per_budget')],
            },
        ),
        migrations.CreateModel(
            name='SpendHold',
            fields=[
                ('attempt_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('project_id', models.BigIntegerField()),
                ('key', models.CharField(max_length=400)),
                ('nanousd', models.BigIntegerField()),
                ('uncertain', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
    ]
