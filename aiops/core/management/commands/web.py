"""One web process."""

import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from aiops.core.embedded import listeners, orphan
from aiops.core.serving.server import serve


class Command(BaseCommand):
    help = "Serves pages and doors in one process. `up` runs it; behind a proxy run as many as there are cores."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.AIOPS_HOST)
        parser.add_argument("--port", type=int, default=settings.AIOPS_PORT)
        parser.add_argument("--fd", type=int, action="append", default=[], help="an open listening socket to serve")

    def handle(self, *_args: Any, **options: Any) -> None:
        orphan.watch()
        sockets = [socket.socket(fileno=fd) for fd in options["fd"]]
        sockets = sockets or [listeners.listen(options["host"], options["port"])]
        serve("aiops.asgi:application", sockets)
