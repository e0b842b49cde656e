"""Every setting of the product, read from the environment once; docs/reference/settings.md lists them."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from aiops.core import embedded

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_int(name: str, default: int) -> int:
    return int(env(name) or default)


def env_bool(name: str, default: bool = False) -> bool:
    value = env(name).strip().lower()
    return default if not value else value in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


def database_from(url: str) -> dict[str, Any]:
    """A DATABASES entry from postgres://user:password@host:port/name?option=value (host may be a socket folder)."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", None) or parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": env_int("AIOPS_DB_POOL", 16), "timeout": 5}},
    }


AIOPS_HOME = Path(env("AIOPS_HOME") or BASE_DIR / "var").resolve()
AIOPS_PORT = env_int("AIOPS_PORT", 8000)
DEBUG = env_bool("AIOPS_DEBUG")
ALLOWED_HOSTS = env_list("AIOPS_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env_list("AIOPS_TRUSTED_ORIGINS")
BASE_URL = env("AIOPS_BASE_URL")  # how people reach it, such as https://aiops.example.com; links begin with it
HTTPS = env_bool("AIOPS_HTTPS")  # behind TLS: secure cookies, HSTS, https-only outbound
TRUSTED_PROXIES = env_int("AIOPS_TRUSTED_PROXIES", 0)  # entries of X-Forwarded-For that our own proxies wrote
KEY_ENV = env("AIOPS_KEY_ENV", "live")  # the second part of every API key: aio_live_...
KEY_PEPPER = env("AIOPS_KEY_PEPPER")  # mixed into the hash of API keys; derived from the secret key when absent

SECRET_KEY = env("AIOPS_SECRET_KEY") or embedded.secret_key(AIOPS_HOME)
DATABASE_URL = env("DATABASE_URL") or embedded.database_url(AIOPS_HOME)
DATABASES = {"default": database_from(DATABASE_URL)}
CELERY_BROKER_URL = env("CELERY_BROKER_URL") or embedded.broker_url(DATABASE_URL)

ROOT_URLCONF = "aiops.urls"
ASGI_APPLICATION = "aiops.asgi.application"
WSGI_APPLICATION = "aiops.wsgi.application"
INSTALLED_APPS = [
    "workflows",
    "costs",
    "traces",
    "aiops.core",
    "aiops.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aiops.core.context.frame",
            ],
            "builtins": ["django.templatetags.static", "aiops.core.templatetags.show"],
        },
    }
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_USER_MODEL = "core.User"
LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True  # served from where they lie: nothing to collect before a start
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Span content is text: were some of it ever taken for markup, the browser would still run and load nothing.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What the product does to what arrives, in order: read it aloud. Each entry is a function of one Batch.
INGEST_STEPS = [
    "traces.ingest.redact.redact",
    "traces.ingest.normalise.normalise",
    "traces.ingest.attribute.attribute",
    "costs.ingest.price",
    "traces.ingest.write.write",
]
# What is worked out once a trace is quiet, in order. Each entry is a function of one list of SettlingTrace.
SETTLE_STEPS = [
    "traces.settle.steps.count_once",
    "traces.settle.steps.summarise",
    "traces.settle.steps.find_runs",
]
MAX_BODY_BYTES = env_int("AIOPS_MAX_BODY_BYTES", 64 * 1024 * 1024)  # also after decompression
SETTLE_AFTER_SECONDS = env_int("AIOPS_SETTLE_AFTER_SECONDS", 5)

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
