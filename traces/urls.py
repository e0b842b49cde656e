from django.urls import URLPattern, URLResolver, path, re_path

from traces.api import otlp, traces

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/traces", otlp.traces, name="otlp-traces"),
    path("v1/traces/", otlp.traces),
    re_path("^v1/", otlp.unknown),
    path("api/v1/traces", traces.TraceList.as_view(), name="api-traces"),
    re_path("^api/v1/traces/(?P<trace_id>[0-9a-f]{32})$", traces.TraceDetails.as_view(), name="api-trace"),
    re_path("^api/v1/traces/(?P<trace_id>[0-9a-f]{32})/otlp$", traces.TraceOtlp.as_view(), name="api-trace-otlp"),
]
