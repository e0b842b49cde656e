from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0033_counted_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='stalled',
            field=models.PositiveSmallIntegerField(db_default=0),
        ),
    ]
