from django.urls import URLPattern, URLResolver, include, path, re_path

from traces.api import failures as failures_api
from traces.api import langfuse, otlp, scores, traces, usage
from traces.views import beside, export, facets, failures, health, judge, promoted, start, trace
from traces.views import list as trace_list

TRACE = "^p/(?P<slug>[-a-zA-Z0-9_]+)/traces/(?P<trace_id>[0-9a-f]{32})/"
SPAN = TRACE + "spans/(?P<span_id>[0-9a-f]{16})/"
pages: list[URLPattern | URLResolver] = [
    path("p/<slug:slug>/traces/export.csv", export.trace_csv, name="csv"),
    path("p/<slug:slug>/traces/", trace_list.trace_list, name="list"),
    path("p/<slug:slug>/traces/summary/", trace_list.summary, name="summary"),
    path("p/<slug:slug>/traces/facets/<path:name>/", facets.facet, name="facet"),
    path("p/<slug:slug>/failures/", failures.failures, name="failures"),
    path("p/<slug:slug>/failures/separates/", failures.separates, name="separates"),
    path("p/<slug:slug>/ingest/", health.health, name="health"),
    path("p/<slug:slug>/traces/first-key/", start.first_key, name="first_key"),
    path("p/<slug:slug>/settings/tags/add/", promoted.add, name="add_tag"),
    path("p/<slug:slug>/settings/tags/<int:pk>/remove/", promoted.remove, name="remove_tag"),
    path("p/<slug:slug>/settings/tags/progress/", promoted.progress, name="retagging"),
    path("p/<slug:slug>/settings/tags/stored/", promoted.start, name="retag"),
    path("p/<slug:slug>/settings/tags/stop/", promoted.cancel, name="cancel_retagging"),
    re_path(TRACE + "$", trace.trace, name="trace"),
    re_path(TRACE + "rows/$", trace.rows, name="rows"),
    re_path(TRACE + "conversation/$", trace.conversation, name="conversation"),
    re_path(TRACE + "beside/$", beside.beside, name="beside"),
    re_path(TRACE + "judge/$", judge.judge, name="judge"),
    re_path(TRACE + "otlp/$", trace.otlp, name="otlp"),
    re_path(SPAN + "$", trace.span, name="span"),
    re_path(SPAN + "json/$", trace.span_json, name="span-json"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/traces", otlp.traces, name="otlp-traces"),
    path("v1/traces/", otlp.traces),
    re_path("^v1/logs/?$", otlp.logs, name="otlp-logs"),
    re_path("^v1/metrics/?$", otlp.metrics, name="otlp-metrics"),
    re_path("^v1/", otlp.unknown),
    path("api/public/otel/v1/traces", otlp.traces, name="langfuse-traces"),
    path("api/public/scores", langfuse.LangfuseScores.as_view(), name="langfuse-scores"),
    path("api/public/ingestion", langfuse.LangfuseIngestion.as_view(), name="langfuse-ingestion"),
    path("api/v1/scores", scores.Scores.as_view(), name="api-scores"),
    path("api/v1/usage", usage.UsageEvents.as_view(), name="api-usage"),
    path("api/v1/traces", traces.TraceList.as_view(), name="api-traces"),
    re_path("^api/v1/traces/(?P<trace_id>[0-9a-f]{32})$", traces.TraceDetails.as_view(), name="api-trace"),
    re_path("^api/v1/traces/(?P<trace_id>[0-9a-f]{32})/otlp$", traces.TraceOtlp.as_view(), name="api-trace-otlp"),
    path("api/v1/analysis/failures", failures_api.Failures.as_view(), name="api-failures"),
    path("", include((pages, "traces"))),
]
