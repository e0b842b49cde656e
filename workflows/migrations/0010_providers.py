import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_queue'),
        ('workflows', '0009_schedules'),
    ]

    operations = [
        migrations.CreateModel(
            name='Provider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('openai', "OpenAI's API (OpenAI, Azure, vLLM, Ollama, ...)"), ('anthropic', 'Anthropic')], default='openai', max_length=9)),
                ('base_url', models.CharField(max_length=500)),
                ('key', models.CharField(blank=True, max_length=500)),
                ('default_model', models.CharField(blank=True, max_length=256)),
                ('priced_as', models.CharField(blank=True, max_length=100)),
                ('is_default', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='model_providers', to='core.project')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('project', 'name'), name='one_provider_per_name'), models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('project',), name='one_default_provider')],
            },
        ),
    ]
