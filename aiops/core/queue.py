"""The default queue: kombu's pgmq transport on our own PostgreSQL, its schema installed from the package's SQL."""

from django.conf import settings
from django.db import connection

from aiops.core import sql


def on_our_database() -> bool:
    """Whether messages travel through the default database (no CELERY_BROKER_URL given)."""
    return bool(settings.QUEUE_IN_DATABASE)


def installed() -> bool:
    return bool(sql.rows("aiops/core", "queue_installed", ())[0]["installed"])


def install() -> bool:
    """Makes the `pgmq` schema where it is needed and missing; True if it did."""
    if not on_our_database() or installed():
        return False
    from pgmq.install import get_embedded_install_sql

    with connection.cursor() as cursor:
        cursor.execute(get_embedded_install_sql())
    return True
