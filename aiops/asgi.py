"""The web application as servers load it."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aiops.settings")
application = get_asgi_application()
