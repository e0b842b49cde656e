from django.db import migrations, models


class Migration(migrations.Migration):
    """Percentiles of durations and of waits in queues are watched too."""

    dependencies = [("costs", "0012_ends_of_alerts")]
    operations = [
        migrations.AlterField(
            model_name='watch',
            name='metric',
            field=models.CharField(choices=[('cost_per_run', 'Cost per run'), ('tokens_per_call', 'Tokens per call'), ('cache_share', 'Share of input read from cache'), ('error_rate', 'Share of runs that failed'), ('latency', 'Mean duration of a run'), ('latency_p50', 'Median duration of a trace'), ('latency_p95', 'p95 of the duration of a trace'), ('latency_p99', 'p99 of the duration of a trace'), ('queue_age', 'Mean wait in the queue'), ('queue_age_p50', 'Median wait in the queue'), ('queue_age_p95', 'p95 of the wait in the queue'), ('queue_age_p99', 'p99 of the wait in the queue'), ('outcome_rate', 'Share of runs with a good outcome')], max_length=20),
        ),
    ]
