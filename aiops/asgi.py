"""The web application as servers load it: Django in threads behind an event loop that bounds bodies."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aiops.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from aiops.core import shared_counters
from aiops.core.serving.bridge import Bridge

shared_counters.share(settings.METRICS_DIR)  # before Django loads what counts

application = Bridge(
    wsgi=get_wsgi_application(),
    threads=settings.WEB_THREADS,
    max_body_bytes=settings.MAX_BODY_BYTES,
    max_inflight_bytes=settings.MAX_INFLIGHT_BYTES,
    at_once=frozenset({"/healthz"}),
)
