"""Every setting of the product, read from the environment once; docs/reference/settings.md lists them."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from aiops.core import embedded
from aiops.environment import env, env_bool, env_int, env_list
from aiops.settings_sign_in import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent


# Seconds. A pool that gives up soon starts afresh with the next request, so it is back as soon as the database is.
POOL_PATIENCE = {"timeout": 3, "reconnect_timeout": 2}
PREPARE_AFTER = 5  # executions, of the statements that aiops.core.sql.prepared runs


def database_from(url: str) -> dict[str, Any]:
    """A DATABASES entry from postgres://user:password@host:port/name?option=value (host may be a socket folder)."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": options.pop("user", None) or unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", None) or parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **options,
            "prepare_threshold": PREPARE_AFTER if env_bool("AIOPS_DB_PREPARE", True) else None,
            "pool": {"min_size": 1, "max_size": env_int("AIOPS_DB_POOL", 16), **POOL_PATIENCE},
        },
    }


AIOPS_HOME = Path(env("AIOPS_HOME") or BASE_DIR / "var").resolve()
AIOPS_HOST = env("AIOPS_HOST", "127.0.0.1")
AIOPS_PORT = env_int("AIOPS_PORT", 8000)
WEB_PROCESSES = env_int("AIOPS_WEB_PROCESSES", 1)
WEB_THREADS = env_int("AIOPS_WEB_THREADS", 8)  # requests worked on at once, in each web process
WORKER_THREADS = env_int("AIOPS_WORKER_THREADS", 4)
TICKER_THREADS = env_int("AIOPS_TICKER_THREADS", 3)
DEBUG = env_bool("AIOPS_DEBUG")
ALLOWED_HOSTS = env_list("AIOPS_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("AIOPS_TRUSTED_ORIGINS")
BASE_URL = env("AIOPS_BASE_URL").rstrip("/")  # how people reach it, such as https://aiops.example.com; links begin so
if BASE_URL:
    ALLOWED_HOSTS.append(urlsplit(BASE_URL).hostname or "")
    CSRF_TRUSTED_ORIGINS.append(BASE_URL)
HTTPS = env_bool("AIOPS_HTTPS")  # behind TLS: secure cookies, HSTS, https-only outbound
TRUSTED_PROXIES = env_int("AIOPS_TRUSTED_PROXIES", int(HTTPS))  # entries of X-Forwarded-For our own proxies wrote
KEY_ENV = env("AIOPS_KEY_ENV", "live")  # the second part of every API key: aio_live_...
KEY_PEPPER = env("AIOPS_KEY_PEPPER")  # mixed into the hash of API keys; derived from the secret key when absent

SECRET_KEY = env("AIOPS_SECRET_KEY") or embedded.secret_key(AIOPS_HOME)
DATABASE_URL = env("DATABASE_URL") or embedded.database_url(AIOPS_HOME)
DATABASES = {"default": database_from(DATABASE_URL)}
QUEUE_IN_DATABASE = not env("CELERY_BROKER_URL")
CELERY_BROKER_URL = env("CELERY_BROKER_URL") or "pgmq://localhost"
# Seconds until the nudge of a dead worker is heard by another. Rows are the truth: hearing one twice does no harm.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": 120}
if CELERY_BROKER_URL.startswith("pgmq:"):
    CELERY_BROKER_TRANSPORT_OPTIONS |= embedded.broker_options(DATABASE_URL if QUEUE_IN_DATABASE else CELERY_BROKER_URL)

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
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
]
MIDDLEWARE = [
    "aiops.core.telemetry.measure",
    "aiops.core.doors.any_host",
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
    "aiops.core.sessions.session_limits",
    "aiops.core.partials.refuse_signed_out",
    "axes.middleware.AxesMiddleware",
    "aiops.core.health.DatabaseAwayMiddleware",
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
# Sessions end after 12 idle hours, and after 7 days whatever happens (aiops.core.sessions).
SESSION_COOKIE_AGE = ACCOUNT_SESSION_COOKIE_AGE = 12 * 3600
SESSION_ABSOLUTE_SECONDS = 7 * 24 * 3600
SESSION_COOKIE_NAME = "__Host-aiops-session" if HTTPS else "aiops_session"
CSRF_COOKIE_NAME = "__Host-aiops-csrf" if HTTPS else "aiops_csrf"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # probes come from inside, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading is the owner's choice: it binds the whole domain for years

METRICS = env("AIOPS_METRICS", "local")  # /metrics is open to: local (this machine), open (all), key (a read key alone)
METRICS_DIR = AIOPS_HOME / "metrics"  # where the web processes of this machine count together

# Where requests of ours may go (aiops.core.outbound): hosts, addresses or networks, each with or without a port.
OUTBOUND_ALLOW = env_list("AIOPS_OUTBOUND_ALLOW")  # may be inside our own network, and may be asked without TLS
OUTBOUND_ONLY = env_list("AIOPS_OUTBOUND_ONLY")  # where there is any, nothing else is asked

# Mail: the weekly digest and alerts. Without a host none is sent.
EMAIL_HOST = env("AIOPS_SMTP_HOST")
EMAIL_PORT = env_int("AIOPS_SMTP_PORT", 587)
EMAIL_HOST_USER = env("AIOPS_SMTP_USER")
EMAIL_HOST_PASSWORD = env("AIOPS_SMTP_PASSWORD")
EMAIL_USE_TLS = env_bool("AIOPS_SMTP_TLS", True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("AIOPS_MAIL_FROM", "aiops@localhost")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["aiops.core.drf.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["aiops.core.drf.HasScope"],
    "EXCEPTION_HANDLER": "aiops.core.drf.exception_handler",
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "URL_FORMAT_OVERRIDE": None,  # `?format=` is an unknown parameter like any other
}
SPECTACULAR_SETTINGS = {
    "TITLE": "aiops",
    "DESCRIPTION": 'Send spans, read traces. Every refusal is `{"error": {"code", "message", "field"?}}`.',
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "PREPROCESSING_HOOKS": ["aiops.core.openapi.only_documented"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "traces.api.schema_otlp.add_door",
        "aiops.core.openapi.add_probes",
    ],
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_NAME_OVERRIDES": {
        "ChangeVerdict": "traces.api.schema_analysis.VERDICTS",
        "CostEffectName": "costs.analysis.bridge.NAMES",
        "DocumentVerdict": "traces.api.schema_analysis.DOCUMENT_VERDICTS",
        "ExpenseKind": ["people", "infrastructure", "other"],
        "FindingCode": "traces.analysis.findings.CODES",
        "FindingCodeOrNone": "traces.api.schema_analysis.CODES_OR_NONE",
        "SpanStatus": ["ok", "error", "unset"],
        "TimeKind": "traces.types.time_kinds.TIME_KINDS",
        "TimeKindOrMix": "traces.api.schema_analysis.KINDS_OR_MIX",
        "WorkflowKind": ["rag", "agent", "automation", "other"],
        "WorkflowState": ["discovered", "confirmed", "retired"],
    },
}
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
    "traces.ingest.limit.limit",
    "traces.ingest.clock.flag_skew",
    "traces.ingest.normalise.normalise",
    "traces.ingest.promote.promote",
    "traces.ingest.attribute.attribute",
    "workflows.ingest.apply_rules",
    "costs.ingest.price",
    "traces.ingest.write.write",
    "traces.ingest.told.note",
    "traces.ingest.promote.remember",
    "traces.metrics.count",
]
# What apps bring up to date at each start, after migrations: a newer package may bring newer prices.
PREPARE_STEPS = ["costs.store.catalogue.load_if_new"]
# What is worked out once a trace is quiet, in order. Each entry is a function of one list of SettlingTrace.
SETTLE_STEPS = [
    "traces.settle.steps.count_once",
    "traces.settle.attempts.find_attempts",
    "traces.settle.steps.summarise",
    "traces.settle.steps.find_runs",
    "traces.settle.time.split_time",
    "traces.settle.texts.first_texts",
    "traces.settle.findings.find_findings",
]
# Who is told of the runs of traces just settled. Each entry is a function of a project's id and the rows of its runs.
RUN_STEPS = ["workflows.settle.look_again", "workflows.settle.note_names"]
# What goes with erased traces beside what traces holds of them. Each entry is a traces.erase.parts.Part.
ERASE_PARTS = ["costs.erase.AMOUNTS", "workflows.erase.OUTCOMES", "workflows.erase.RUNS", "workflows.erase.ANSWERS"]
# What is added up for pages, by minute and hour. Each entry is a traces.rollup.measures.Measure.
ROLLUP_MEASURES = [
    "traces.rollup.measures.SPANS",
    "traces.rollup.measures.SPAN_HISTOGRAMS",
    "traces.rollup.measures.TRACES",
    "traces.rollup.measures.RUNS",
    "traces.rollup.measures.TRACE_HISTOGRAMS",
    "traces.rollup.measures.TIME",
    "traces.rollup.measures.TIME_PATHS",
    "traces.rollup.measures.FINDINGS",
    "costs.rollup.CALLS",
    "costs.rollup.PAYERS",
    "costs.rollup.RUN_COSTS",
    "workflows.rollup.WORTH",
    "workflows.rollup.DELAYS",
]
# Who is told of hours that were added up anew: functions of a project's id, the hours' beginnings, and run or span.
ROLLUP_STEPS = ["traces.store.time_days.forget", "costs.rollup.forget_days"]
# Managed workflows: modules that declare them (workflows.engine.declare), and how a worker runs them.
# The examples are there where the database is our own: nothing runs until somebody starts one.
EXAMPLES = ["support_answer", "refund_agent", "ticket_triage"] if not env("DATABASE_URL") else []
MANAGED_WORKFLOWS = env_list("AIOPS_MANAGED_WORKFLOWS", ",".join(f"workflows.examples.{name}" for name in EXAMPLES))
RUN_THREADS = env_int("AIOPS_RUN_THREADS", 8)  # runs worked on at once, in each worker
# Whom managed workflows ask for answers, in projects without a provider of their own.
MODEL_BASE_URL = env("AIOPS_MODEL_BASE_URL")  # such as https://api.openai.com/v1
MODEL_API = env("AIOPS_MODEL_API", "openai")  # openai or anthropic
MODEL_KEY = env("AIOPS_MODEL_KEY")
MODEL = env("AIOPS_MODEL")  # what is asked where a step names no model
MODEL_PRICED_AS = env("AIOPS_MODEL_PRICED_AS")  # the seller whose prices hold; empty: that of the API
EFFECT_SECONDS = env_int("AIOPS_EFFECT_SECONDS", 30)  # how long one effect of a run may take
RUN_LEASE_SECONDS = env_int("AIOPS_RUN_LEASE_SECONDS", 30)  # a dead worker's run is taken up after so long
MAX_BODY_BYTES = env_int("AIOPS_MAX_BODY_BYTES", 64 * 1024 * 1024)  # also after decompression
MAX_INFLIGHT_BYTES = env_int("AIOPS_MAX_INFLIGHT_BYTES", 256 * 1024 * 1024)  # of bodies, in each web process
MAX_SPANS = env_int("AIOPS_MAX_SPANS", 20000)  # of one request
MAX_VALUE_CHARACTERS = env_int("AIOPS_MAX_VALUE_CHARACTERS", 1024 * 1024)  # of one attribute; the rest is cut
MAX_SPAN_CHARACTERS = env_int("AIOPS_MAX_SPAN_CHARACTERS", 8 * 1024 * 1024)  # of a span's attributes together
TAG_VALUES = env_int("AIOPS_TAG_VALUES", 1000)  # different values of one tag in one project; the rest is "(other)"
MAX_TRACE_SPANS = env_int("AIOPS_MAX_TRACE_SPANS", 100000)  # that are read; see traces.settle.large
SETTLE_AFTER_SECONDS = env_int("AIOPS_SETTLE_AFTER_SECONDS", 5)
TIME_PATHS = env_int("AIOPS_TIME_PATHS", 10000)  # different call paths of one project; the rest is (other)
ROLLUP_VALUES = env_int("AIOPS_ROLLUP_VALUES", 200)  # of each free text, kept in one bucket; the rest is (other)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "aiops.core.logs.OneLineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "filters": {"without_traceback": {"()": "aiops.core.logs.WithoutTraceback"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("AIOPS_LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        "django.security.DisallowedHost": {"filters": ["without_traceback"]},
        "psycopg.pool": {"level": "ERROR"},  # it says every second that the database is away; we say it once
    },
}

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_POOL = "threads"  # one process: tasks wait for the database, and each process costs 100 MB
CELERY_WORKER_CONCURRENCY = WORKER_THREADS
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
