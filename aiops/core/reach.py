"""Asks the servers behind us whether they answer, with connections of its own: a pool would only say that it waited."""

import psycopg
from django.conf import settings
from django.db import connection
from kombu import Connection
from kombu.exceptions import OperationalError as QueueError

CONNECT_SECONDS = 3


def database_error() -> str | None:
    """Why the database does not answer; None when it does."""
    parameters = {**connection.get_connection_params(), "connect_timeout": CONNECT_SECONDS}
    try:
        with psycopg.connect(**parameters):
            return None
    except psycopg.OperationalError as error:
        return str(error).strip()


def queue_error() -> str | None:
    """Why the broker does not answer; None when it does."""
    options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, "pool_timeout": CONNECT_SECONDS}
    broker = Connection(settings.CELERY_BROKER_URL, transport_options=options, connect_timeout=CONNECT_SECONDS)
    try:
        with broker:
            broker.ensure_connection(max_retries=1, timeout=CONNECT_SECONDS)
    except (QueueError, OSError) as error:
        return str(error).strip() or type(error).__name__
    return None
