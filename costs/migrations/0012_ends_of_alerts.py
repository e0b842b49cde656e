from django.db import migrations, models


class Migration(migrations.Migration):
    """That an alert is over is told too: once to each channel that was told that it began."""

    dependencies = [("costs", "0011_budgets_of_keys")]
    operations = [
        migrations.RemoveConstraint(model_name='delivery', name='one_delivery'),
        migrations.AddField(model_name='alert', name='ending', field=models.CharField(blank=True, max_length=200)),
        migrations.AddField(
            model_name='delivery',
            name='about',
            field=models.CharField(choices=[('began', 'It began'), ('ended', 'It is over')], default='began', max_length=5),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('alert', 'channel', 'about'), name='one_delivery_of_each'),
        ),
    ]
