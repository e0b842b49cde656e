"""One web process."""

import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import get_resolver
from django.utils.module_loading import import_string

from aiops.core import cycles
from aiops.core.embedded import listeners, orphan
from aiops.core.serving.server import serve


class Command(BaseCommand):
    help = "Serves pages and doors in one process. `up` runs it; behind a proxy run as many as there are cores."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.AIOPS_HOST)
        parser.add_argument("--port", type=int, default=settings.AIOPS_PORT)
        parser.add_argument("--fd", type=int, action="append", default=[], help="an open listening socket to serve")
        parser.add_argument("--wait-fd", type=int, help="load everything, then serve once this pipe is closed")

    def handle(self, *_args: Any, **options: Any) -> None:
        orphan.watch()
        sockets = [socket.socket(fileno=fd) for fd in options["fd"]]
        sockets = sockets or [listeners.listen(options["host"], options["port"])]
        application = import_string(settings.ASGI_APPLICATION)
        get_resolver().url_patterns  # noqa: B018  loads the views, so that the first request need not
        cycles.look_seldom()
        if options["wait_fd"] is not None:
            os.read(options["wait_fd"], 1)
        serve(application, sockets)
