from django.urls import URLPattern, URLResolver, include, path, re_path

from traces.api import analysis, langfuse, otlp, scores, traces, usage
from traces.api import erasures as api_erasures
from traces.api import failures as failures_api
from traces.views import (
    beside,
    erasures,
    export,
    facets,
    failures,
    health,
    home,
    judge,
    overview,
    promoted,
    review,
    sessions,
    setup,
    start,
    time,
    trace,
)
from traces.views import list as trace_list

TRACE = "^p/(?P<slug>[-a-zA-Z0-9_]+)/traces/(?P<trace_id>[0-9a-f]{32})/"
LANGFUSE_TRACE = "^project/(?P<slug>[-a-zA-Z0-9_]+)/traces/(?P<trace_id>[0-9a-f]{32})$"
SPAN = TRACE + "spans/(?P<span_id>[0-9a-f]{16})/"
pages: list[URLPattern | URLResolver] = [
    path("p/<slug:slug>/", home.home, name="home"),
    path("p/<slug:slug>/home/<slug:key>/", home.answer, name="answer"),
    path("p/<slug:slug>/news/", home.news, name="news"),
    path("p/<slug:slug>/overview/", overview.overview, name="overview"),
    path("p/<slug:slug>/traces/export.csv", export.trace_csv, name="csv"),
    path("p/<slug:slug>/traces/", trace_list.trace_list, name="list"),
    path("p/<slug:slug>/traces/summary/", trace_list.summary, name="summary"),
    path("p/<slug:slug>/traces/facets/<path:name>/", facets.facet, name="facet"),
    path("p/<slug:slug>/time/", time.time, name="time"),
    path("p/<slug:slug>/time/traces/", time.behind, name="time_traces"),
    path("p/<slug:slug>/time/system/", time.behaviour, name="behaviour"),
    path("p/<slug:slug>/failures/", failures.failures, name="failures"),
    path("p/<slug:slug>/failures/separates/", failures.separates, name="separates"),
    path("p/<slug:slug>/failures/review/", review.review, name="review"),
    path("p/<slug:slug>/sessions/", sessions.session, name="session"),
    path("p/<slug:slug>/people/", sessions.user, name="user"),
    path("p/<slug:slug>/ingest/", health.health, name="health"),
    path("p/<slug:slug>/set-up/", setup.clients, name="setup"),
    path("p/<slug:slug>/set-up/arrived/", setup.arrived, name="arrived"),
    path("p/<slug:slug>/set-up/<slug:client>/", setup.client, name="setup_client"),
    path("p/<slug:slug>/set-up/<slug:client>/key/", setup.make_key, name="setup_key"),
    path("p/<slug:slug>/traces/first-key/", start.first_key, name="first_key"),
    path("p/<slug:slug>/settings/tags/add/", promoted.add, name="add_tag"),
    path("p/<slug:slug>/settings/tags/<int:pk>/remove/", promoted.remove, name="remove_tag"),
    path("p/<slug:slug>/settings/tags/progress/", promoted.progress, name="retagging"),
    path("p/<slug:slug>/settings/tags/stored/", promoted.start, name="retag"),
    path("p/<slug:slug>/settings/tags/stop/", promoted.cancel, name="cancel_retagging"),
    path("p/<slug:slug>/settings/erasures/", erasures.start, name="erase"),
    path("p/<slug:slug>/settings/erasures/<int:pk>/", erasures.show, name="erasure"),
    path("p/<slug:slug>/settings/erasures/<int:pk>/confirm/", erasures.confirm, name="confirm_erasure"),
    path("p/<slug:slug>/settings/erasures/<int:pk>/cancel/", erasures.cancel, name="cancel_erasure"),
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
    path("api/public/projects", langfuse.LangfuseProjects.as_view(), name="langfuse-projects"),
    path("api/public/health", langfuse.health, name="langfuse-health"),
    re_path(LANGFUSE_TRACE, trace.langfuse, name="langfuse-trace"),
    path("api/public/scores", langfuse.LangfuseScores.as_view(), name="langfuse-scores"),
    path("api/public/ingestion", langfuse.LangfuseIngestion.as_view(), name="langfuse-ingestion"),
    path("api/v1/scores", scores.Scores.as_view(), name="api-scores"),
    path("api/v1/usage", usage.UsageEvents.as_view(), name="api-usage"),
    path("api/v1/erasures", api_erasures.Erasures.as_view(), name="api-erasures"),
    re_path(
        "^api/v1/erasures/(?P<erasure_id>[0-9]{1,18})$", api_erasures.ErasureProgress.as_view(), name="api-erasure"
    ),
    path("api/v1/analysis/time", analysis.Time.as_view(), name="api-time"),
    path("api/v1/analysis/latency", analysis.Latency.as_view(), name="api-latency"),
    path("api/v1/traces", traces.TraceList.as_view(), name="api-traces"),
    re_path("^api/v1/traces/(?P<trace_id>[0-9a-f]{32})$", traces.TraceDetails.as_view(), name="api-trace"),
    re_path("^api/v1/traces/(?P<trace_id>[0-9a-f]{32})/otlp$", traces.TraceOtlp.as_view(), name="api-trace-otlp"),
    path("api/v1/analysis/failures", failures_api.Failures.as_view(), name="api-failures"),
    path("", include((pages, "traces"))),
]
