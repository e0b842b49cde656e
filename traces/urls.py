from django.urls import URLPattern, URLResolver, path, re_path

from traces.api import otlp

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/traces", otlp.traces, name="otlp-traces"),
    path("v1/traces/", otlp.traces),
    re_path("^v1/", otlp.unknown),
]
