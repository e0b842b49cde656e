"""Starts everything: database, web and worker, supervised."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from aiops.core.embedded.supervisor import main


class Command(BaseCommand):
    help = (
        "Starts database, web and worker and keeps them running until Ctrl-C. Data lives under AIOPS_HOME "
        "(default var/), pages at AIOPS_HOST:AIOPS_PORT (default 127.0.0.1:8000). DATABASE_URL and CELERY_BROKER_URL "
        "replace the embedded database and queue. Exit code 1: it could not start, and says why."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        raise SystemExit(main(settings))
