from django.db import migrations

from aiops.core import queue


def install_queue(apps, schema_editor):
    queue.install()


class Migration(migrations.Migration):
    """The queue's schema, where messages travel through this database."""

    dependencies = [("core", "0003_sessions")]

    operations = [migrations.RunPython(install_queue, migrations.RunPython.noop)]
