"""Who may open which address. tests/test_url_matrix.py tries every row for every kind of visitor.

A new URL needs a row here, else the matrix fails: decide who it is for. Statuses are those of somebody who may.
"""

from dataclasses import dataclass, field
from typing import Any

TRACE = r"^p/(?P<slug>[-a-zA-Z0-9_]+)/traces/(?P<trace_id>[0-9a-f]{32})/"
LANGFUSE_TRACE = r"^project/(?P<slug>[-a-zA-Z0-9_]+)/traces/(?P<trace_id>[0-9a-f]{32})$"
SPAN = TRACE + r"spans/(?P<span_id>[0-9a-f]{16})/"
MEMBER, KEY = "p/<slug:slug>/settings/members/<int:pk>/", "p/<slug:slug>/settings/keys/<int:pk>/"
ERASURE = "p/<slug:slug>/settings/erasures/<int:pk>/"
WORKFLOW = "p/<slug:slug>/workflows/<int:pk>/"
RUNS, RUN = "p/<slug:slug>/runs/", "p/<slug:slug>/runs/<uuid:run_id>/"
MODELS = "p/<slug:slug>/settings/models/"
KNOWLEDGE, CONNECTIONS = "p/<slug:slug>/settings/knowledge/", "p/<slug:slug>/settings/connections/"
API_TRACE = "^api/v1/traces/(?P<trace_id>[0-9a-f]{32})"


@dataclass(frozen=True)
class Rule:
    """`audience`: everyone; person (signed in); viewer, member, admin (at least that role in the project); installation
    (its admin); or the scope of a key, such as "read" or "ingest", that of an admin's scripts being "admin key"."""

    audience: str
    method: str = "GET"
    ok: int = 200
    ok_signed_in: int = 0  # where it differs
    data: Any = None
    content_type: str = ""
    find: dict[str, str] = field(default_factory=dict)  # query


OTLP = Rule("ingest", "POST", data=b'{"resourceSpans":[]}', content_type="application/json")
EVENTS = Rule("ingest", "POST", data=b'{"events":[]}', content_type="application/json")
PRICE = {"match": "equals", "model": "gpt-4.1", "provider": "openai", "rate_input": "1.5"}
METRIC = {"name": "kept", "measures": "rate", "direction": "up", "window_days": 7, "silence": "unknown"}
BUDGET = {"scope": "project", "usd": "100", "length": "month", "warn_percent": "80"}
WATCH = {"metric": "cost_per_run", "least_percent": "10"}
CHANNEL = {"name": "team", "kind": "email", "target": "team@example.com"}
EXPENSE = {"name": "editors", "kind": "people", "usd": "100", "per": "month", "first": "2026-11-01"}
MODEL = {"name": "own", "kind": "openai", "base_url": "https://models.example.com/v1", "key": "k"}
DESK = {"name": "help desk", "base_url": "https://desk.example.com/api"}
UNKNOWN_API = Rule("everyone", ok=404)

RULES: dict[str, tuple[Rule, ...]] = {
    # doors
    "v1/traces": (OTLP,),
    "v1/traces/": (OTLP,),
    "^v1/logs/?$": (OTLP,),
    "^v1/metrics/?$": (OTLP,),
    "^v1/": (Rule("everyone", ok=404),),
    # API
    "api/v1/usage": (EVENTS,),
    "api/v1/scores": (EVENTS,),
    "api/public/otel/v1/traces": (OTLP,),
    "api/public/projects": (Rule("ingest"),),
    "api/public/health": (Rule("everyone"),),
    LANGFUSE_TRACE: (Rule("viewer", ok=302),),
    "api/public/scores": (Rule("ingest", "POST", data=b"[]", content_type="application/json", ok=202),),
    "api/public/ingestion": (Rule("ingest", "POST", data=b'{"batch":[]}', content_type="application/json", ok=207),),
    "api/v1/outcomes": (Rule("outcomes", "POST", data=EVENTS.data, content_type="application/json"),),
    "api/v1/hooks/<str:token>": (Rule("everyone", "POST", ok=404),),  # a signature opens it, not a key
    "api/v1/workflows": (Rule("read"),),
    "api/v1/workflows/<path:key>/roi": (Rule("read", ok=404),),  # another tenant's workflow
    "api/v1/workflows/<path:key>": (
        Rule("read", ok=404),
        Rule("admin key", "PUT", data=b'{"name":"Support"}', content_type="application/json"),
    ),
    "api/v1/workflows/<path:key>/runs": (Rule("run", "POST", ok=404, data=b"{}", content_type="application/json"),),
    "api/v1/runs/<uuid:run_id>": (Rule("run", ok=404),),  # another tenant's run
    "api/v1/runs/<uuid:run_id>/cancel": (Rule("run", "POST", ok=404),),
    "api/v1/runs/<uuid:run_id>/approve": (
        Rule("run", "POST", ok=404, data=b'{"approved":true}', content_type="application/json"),
    ),
    "api/v1/start/<str:token>": (Rule("everyone", "POST", ok=404),),  # a signature opens it, not a key
    "api/v1/waits/<str:token>": (Rule("everyone", "POST", ok=404),),  # what the address holds opens it
    "api/v1/traces": (Rule("read"),),
    "api/v1/erasures": (
        Rule("admin key"),
        Rule("admin key", "POST", ok=202, data=b'{"user":"nobody","dry_run":true}', content_type="application/json"),
    ),
    "^api/v1/erasures/(?P<erasure_id>[0-9]{1,18})$": (Rule("admin key", ok=404),),  # another tenant's
    "api/v1/analysis/time": (Rule("read"),),
    "api/v1/analysis/latency": (Rule("read"),),
    "api/v1/analysis/failures": (Rule("read"),),
    API_TRACE + "$": (Rule("read"),),
    API_TRACE + "/otlp$": (Rule("read"),),
    "api/v1/analysis/cost": (Rule("read"),),
    "api/v1/analysis/cost-change": (Rule("read"),),
    "api/v1/prices": (
        Rule("admin key"),
        Rule("admin key", "POST", ok=201, data=b'{"model":"m","rates":{"input":"1"}}', content_type="application/json"),
    ),
    "^api/v1/prices/(?P<price_id>[0-9]{1,18})/retire$": (Rule("admin key", "POST", ok=404),),  # another tenant's price
    "api/schema": (Rule("everyone"),),
    "api/docs": (Rule("everyone"),),
    "^api/": (UNKNOWN_API,),
    # operations
    "healthz": (Rule("everyone"),),
    "readyz": (Rule("everyone"),),
    "metrics": (Rule("read"),),  # from elsewhere; this machine itself needs no key
    # home, search, views
    "p/<slug:slug>/": (Rule("viewer"),),
    "p/<slug:slug>/home/<slug:key>/": (Rule("viewer", ok=404),),
    "p/<slug:slug>/news/": (Rule("viewer"),),
    "p/<slug:slug>/overview/": (Rule("viewer"),),
    "p/<slug:slug>/find/": (Rule("viewer", find={"q": "o"}),),
    "p/<slug:slug>/sessions/": (Rule("viewer"),),
    "p/<slug:slug>/people/": (Rule("viewer"),),
    "p/<slug:slug>/boards/": (Rule("viewer"),),
    "p/<slug:slug>/boards/pin/": (
        Rule("viewer", find={"chart": "spend", "name": "Cost", "page": "/p/shop/cost/"}),
        Rule("viewer", "POST", ok=302, data={"chart": "spend", "name": "c", "page": "/p/shop/cost/", "called": "Mine"}),
    ),
    "p/<slug:slug>/boards/<int:pk>/": (Rule("viewer"),),
    "p/<slug:slug>/boards/<int:pk>/change/": (Rule("member", "POST", ok=302, data={"act": "up", "pin": "1"}),),
    "p/<slug:slug>/boards/<int:pk>/remove/": (Rule("member"), Rule("member", "POST", ok=302)),
    "p/<slug:slug>/views/": (Rule("viewer"),),
    "p/<slug:slug>/views/save/": (Rule("viewer", "POST", ok=302, data={"name": "Mine", "page": "/p/shop/traces/"}),),
    "p/<slug:slug>/views/<int:pk>/rename/": (
        Rule("member", ok=302),
        Rule("member", "POST", ok=302, data={"name": "Ours"}),
    ),
    "p/<slug:slug>/views/<int:pk>/remove/": (Rule("member"), Rule("member", "POST", ok=302)),
    # pages of traces and costs
    "p/<slug:slug>/traces/": (Rule("viewer"),),
    "p/<slug:slug>/traces/summary/": (Rule("viewer"),),
    "p/<slug:slug>/traces/facets/<path:name>/": (Rule("viewer"),),
    "p/<slug:slug>/traces/export.csv": (Rule("viewer"),),
    "p/<slug:slug>/traces/first-key/": (Rule("viewer", ok=302), Rule("admin", "POST", ok=302)),
    "p/<slug:slug>/set-up/": (Rule("viewer"),),
    "p/<slug:slug>/set-up/arrived/": (Rule("viewer"),),
    "p/<slug:slug>/set-up/<slug:client>/": (Rule("viewer"),),
    "p/<slug:slug>/set-up/<slug:client>/key/": (Rule("admin", "POST", ok=302),),
    "p/<slug:slug>/time/": (Rule("viewer"),),
    "p/<slug:slug>/time/system/": (Rule("viewer"),),
    "p/<slug:slug>/time/traces/": (Rule("viewer", find={"step": "answer", "kind": "generation"}),),
    "p/<slug:slug>/failures/": (Rule("viewer"),),
    "p/<slug:slug>/failures/separates/": (Rule("viewer"),),
    "p/<slug:slug>/failures/review/": (Rule("viewer"),),
    "p/<slug:slug>/ingest/": (Rule("viewer"),),
    TRACE + "$": (Rule("viewer"),),
    TRACE + "rows/$": (Rule("viewer"),),
    TRACE + "conversation/$": (Rule("viewer"),),
    TRACE + "otlp/$": (Rule("viewer"),),
    TRACE + "beside/$": (Rule("viewer"),),
    TRACE + "judge/$": (Rule("member", "POST", ok=302, data={"verdict": "neither"}),),
    SPAN + "$": (Rule("viewer"),),
    SPAN + "json/$": (Rule("viewer"),),
    "p/<slug:slug>/cost/": (Rule("viewer"),),
    "p/<slug:slug>/cost/focus.csv": (Rule("viewer"),),
    "p/<slug:slug>/cost/change/": (Rule("viewer"),),
    "p/<slug:slug>/cost/waste/": (Rule("viewer"),),
    "p/<slug:slug>/cost/what-if/": (Rule("viewer", find={"cache": "50"}),),
    "p/<slug:slug>/bills/": (Rule("viewer"), Rule("admin", "POST", ok=400)),
    "p/<slug:slug>/bills/<int:pk>/": (Rule("viewer"),),
    "p/<slug:slug>/bills/<int:pk>/remove/": (Rule("admin"), Rule("admin", "POST", ok=302)),
    "p/<slug:slug>/alerts/": (Rule("viewer"),),
    "p/<slug:slug>/alerts/<int:pk>/": (Rule("viewer"),),
    "p/<slug:slug>/alerts/<int:pk>/acknowledge/": (Rule("member", "POST", ok=302),),
    "p/<slug:slug>/budgets/new/": (Rule("member"), Rule("member", "POST", ok=302, data=BUDGET)),
    "p/<slug:slug>/budgets/<int:pk>/": (Rule("member"), Rule("member", "POST", ok=302, data=BUDGET)),
    "p/<slug:slug>/budgets/<int:pk>/mute/": (Rule("member", "POST", ok=302, data={"for": "1d"}),),
    "p/<slug:slug>/watches/new/": (Rule("member"), Rule("member", "POST", ok=302, data=WATCH)),
    "p/<slug:slug>/watches/<int:pk>/": (Rule("member"), Rule("member", "POST", ok=302, data=WATCH)),
    "p/<slug:slug>/watches/<int:pk>/mute/": (Rule("member", "POST", ok=302, data={"for": "7d"}),),
    "p/<slug:slug>/channels/new/": (Rule("admin"), Rule("admin", "POST", ok=302, data=CHANNEL)),
    "p/<slug:slug>/channels/<int:pk>/": (Rule("admin"), Rule("admin", "POST", ok=302, data=CHANNEL)),
    "p/<slug:slug>/channels/<int:pk>/test/": (Rule("admin", "POST", ok=302),),
    "p/<slug:slug>/prices/": (Rule("viewer"),),
    "p/<slug:slug>/prices/new/": (Rule("admin"), Rule("admin", "POST", ok=302, data=PRICE)),
    "p/<slug:slug>/prices/<int:pk>/replace/": (Rule("admin"), Rule("admin", "POST", ok=302, data=PRICE)),
    "p/<slug:slug>/prices/<int:pk>/retire/": (Rule("admin"), Rule("admin", "POST", ok=302)),
    "p/<slug:slug>/repricings/": (Rule("admin"), Rule("admin", "POST", data={"until": "1971-01-01"}, ok=400)),
    "p/<slug:slug>/repricings/<int:pk>/": (Rule("viewer"),),
    "p/<slug:slug>/repricings/<int:pk>/apply/": (Rule("admin"), Rule("admin", "POST", ok=302)),
    "p/<slug:slug>/repricings/<int:pk>/cancel/": (Rule("admin"), Rule("admin", "POST", ok=302)),
    # pages of workflows
    "p/<slug:slug>/workflows/": (Rule("viewer"),),
    "p/<slug:slug>/workflows/rules/": (
        Rule("viewer", ok=302),
        Rule("member", "POST", ok=400, data={"field": "service", "test": "equals", "value": "shop", "workflow": "0"}),
    ),
    "p/<slug:slug>/workflows/rules/<int:pk>/remove/": (Rule("viewer", ok=302), Rule("member", "POST", ok=302)),
    WORKFLOW: (
        Rule("viewer"),
        Rule("member", "POST", ok=302, data={"name": "Support", "kind": "rag", "credit": "last"}),
    ),
    WORKFLOW + "confirm/": (Rule("viewer", ok=302), Rule("member", "POST", ok=302)),
    WORKFLOW + "retire/": (Rule("viewer", ok=302), Rule("member", "POST", ok=302)),
    WORKFLOW + "merge/": (Rule("viewer", ok=302), Rule("member", "POST", ok=302)),
    WORKFLOW + "metrics/new/": (Rule("member"), Rule("member", "POST", ok=302, data=METRIC)),
    WORKFLOW + "metrics/<int:metric_pk>/": (Rule("member"), Rule("member", "POST", ok=302, data=METRIC)),
    WORKFLOW + "guide/": (Rule("viewer"),),
    WORKFLOW + "expenses/new/": (Rule("member"), Rule("member", "POST", ok=302, data=EXPENSE)),
    WORKFLOW + "expenses/<int:expense_pk>/": (Rule("member"), Rule("member", "POST", ok=302, data=EXPENSE)),
    "p/<slug:slug>/value/": (Rule("viewer"),),
    "p/<slug:slug>/value/export.csv": (Rule("viewer"),),
    "p/<slug:slug>/value/<int:pk>/": (Rule("viewer"),),
    "p/<slug:slug>/value/<int:pk>/scores/": (Rule("viewer"),),
    "p/<slug:slug>/value/share/": (
        Rule("viewer"),
        Rule("admin", "POST", ok=302, data={"note": "the board", "days": "7"}),
    ),
    "p/<slug:slug>/value/share/digest/": (Rule("viewer", "POST", ok=302),),
    "p/<slug:slug>/value/share/<int:pk>/revoke/": (Rule("admin", "POST", ok=302),),
    "shared/<str:token>/": (Rule("everyone", ok=410),),  # a sign-in token opens no shared page
    "p/<slug:slug>/outcomes/": (Rule("viewer"),),
    "p/<slug:slug>/outcomes/import/": (Rule("member"), Rule("member", "POST", ok=400)),
    "p/<slug:slug>/outcomes/hooks/": (Rule("viewer"), Rule("admin", "POST", ok=400, data={"recipe": "none"})),
    "p/<slug:slug>/outcomes/hooks/<int:pk>/remove/": (Rule("admin", "POST", ok=302),),
    "p/<slug:slug>/outcomes/export.csv": (Rule("viewer"),),
    # runs of managed workflows
    RUNS: (Rule("viewer"),),
    RUNS + "start/": (Rule("member"), Rule("member", "POST", ok=404, data={"workflow": "nothing", "input": "{}"})),
    RUNS + "queue/": (Rule("viewer"),),
    RUNS + "approvals/": (Rule("viewer"),),
    RUNS + "approvals/<int:pk>/": (Rule("member", "POST", ok=302, data={"decision": "approve"}),),
    RUNS + "schedules/": (Rule("viewer"), Rule("member", "POST", ok=400, data={"workflow": "nothing"})),
    RUNS + "schedules/<int:pk>/pause/": (Rule("member", "POST", ok=302),),
    RUNS + "schedules/<int:pk>/resume/": (Rule("member", "POST", ok=302),),
    RUNS + "schedules/<int:pk>/remove/": (Rule("member", "POST", ok=302),),
    RUNS + "webhooks/": (Rule("viewer"), Rule("admin", "POST", ok=400, data={"workflow": "nothing"})),
    RUNS + "webhooks/<int:pk>/remove/": (Rule("admin", "POST", ok=302),),
    RUN: (Rule("viewer"),),
    RUN + "state/": (Rule("viewer"),),
    RUN + "cancel/": (Rule("member"), Rule("member", "POST", ok=302)),
    RUN + "fork/": (Rule("member", "POST", ok=302),),
    RUN + "replay/": (Rule("member", "POST", ok=302),),
    RUN + "redrive/": (Rule("member", "POST", ok=302),),
    RUN + "choose/": (Rule("member", "POST", ok=302, data={"choice": "refuse"}),),
    RUN + "effects/<int:effect_pk>/": (Rule("member", "POST", ok=302, data={"choice": "sent"}),),
    "approve/<str:token>/": (Rule("everyone", ok=404), Rule("everyone", "POST", ok=404)),  # a sign-in token is none
    WORKFLOW + "flow/": (Rule("viewer", ok=404),),  # of a workflow that is not run here
    WORKFLOW + "what-if/": (Rule("viewer", ok=404), Rule("member", "POST", ok=404)),
    WORKFLOW + "what-if/<int:trial_pk>/": (Rule("viewer", ok=404),),
    WORKFLOW + "policies/": (Rule("viewer", ok=404),),  # of a workflow that is not run here
    WORKFLOW + "policies/<path:step>/": (Rule("member", ok=404), Rule("member", "POST", ok=404)),
    KNOWLEDGE + "new/": (Rule("member"), Rule("member", "POST", ok=400)),  # no file comes with it
    KNOWLEDGE + "<int:pk>/": (Rule("viewer"), Rule("member", "POST", ok=400)),
    KNOWLEDGE + "<int:pk>/change/": (Rule("member", "POST", ok=302, data={"enabled": "off"}),),
    CONNECTIONS + "new/": (Rule("admin"), Rule("admin", "POST", ok=302, data=DESK)),
    CONNECTIONS + "<int:pk>/": (Rule("admin"), Rule("admin", "POST", ok=302, data=DESK)),
    CONNECTIONS + "<int:pk>/remove/": (Rule("admin"), Rule("admin", "POST", ok=302)),
    MODELS + "new/": (Rule("admin"), Rule("admin", "POST", ok=302, data=MODEL)),
    MODELS + "<int:pk>/": (Rule("admin"), Rule("admin", "POST", ok=302, data=MODEL)),
    MODELS + "<int:pk>/remove/": (Rule("admin"), Rule("admin", "POST", ok=302)),
    # settings
    "p/<slug:slug>/settings/tags/add/": (
        Rule("admin", "POST", ok=302, data={"attribute": "customer.tier", "tag": "tier"}),
    ),
    "p/<slug:slug>/settings/tags/<int:pk>/remove/": (Rule("admin"), Rule("admin", "POST", ok=302)),
    "p/<slug:slug>/settings/tags/progress/": (Rule("viewer"),),
    "p/<slug:slug>/settings/tags/stored/": (Rule("admin", "POST", ok=302),),
    "p/<slug:slug>/settings/tags/stop/": (Rule("admin"), Rule("admin", "POST", ok=302)),
    ERASURE: (Rule("admin"),),
    ERASURE + "confirm/": (Rule("admin", "POST", ok=302, data={"word": "ada"}),),
    ERASURE + "cancel/": (Rule("admin"), Rule("admin", "POST", ok=302)),
    "p/<slug:slug>/settings/erasures/": (Rule("admin", "POST", ok=302, data={"kind": "user", "value": "ada"}),),
    "p/<slug:slug>/settings/": (
        Rule("viewer"),
        Rule(
            "admin",
            "POST",
            ok=302,
            data={"name": "Shop", "time_zone": "UTC", "retention_days": 30, "redaction": "strict"},
        ),
    ),
    "p/<slug:slug>/settings/members/": (
        Rule("viewer"),
        Rule("admin", "POST", ok=302, data={"email": "new@example.com", "role": "viewer"}),
    ),
    MEMBER + "role/": (
        Rule("admin", ok=302),
        Rule("admin", "POST", ok=302, data={"role": "member"}),
    ),
    MEMBER + "remove/": (
        Rule("admin"),
        Rule("admin", "POST", ok=302),
    ),
    MEMBER + "link/": (Rule("admin", ok=302), Rule("admin", "POST", ok=302)),
    "p/<slug:slug>/settings/keys/": (
        Rule("admin"),
        Rule("admin", "POST", ok=302, data={"name": "new", "scopes": ["ingest"], "networks": ""}),
    ),
    KEY + "rotate/": (Rule("admin"), Rule("admin", "POST", ok=302)),
    KEY + "revoke/": (
        Rule("admin"),
        Rule("admin", "POST", ok=302),
    ),
    "p/<slug:slug>/settings/audit/": (Rule("admin"),),
    "p/<slug:slug>/settings/more/<slug:key>/": (Rule("viewer", ok=404),),
    # a person's own
    "": (Rule("person", ok=302),),
    "projects/": (Rule("person"),),
    "projects/new/": (
        Rule("person", ok=302),
        Rule("installation", "POST", ok=302, data={"name": "Another"}),
    ),
    "account/": (Rule("person"), Rule("person", "POST", ok=302, data={"name": "Ada"})),
    "account/sessions/end/": (
        Rule("person"),
        Rule("person", "POST", ok=302),
    ),
    "appearance/": (Rule("everyone", "POST", ok=302, data={"theme": "dark"}),),
    # coming in
    "accounts/login/": (Rule("everyone", ok_signed_in=302),),
    "accounts/logout/": (Rule("everyone", "POST", ok=302),),
    "accounts/inactive/": (Rule("everyone"),),
    "accounts/password/change/": (Rule("person", ok=302),),
    "accounts/password/set/": (Rule("person"),),
    "accounts/reauthenticate/": (Rule("person", ok=403),),  # nobody here has a password to be asked for
    "accounts/second-factor/": (Rule("person"),),
    "accounts/second-factor/code/": (Rule("everyone", ok=302),),  # between password and session
    "accounts/second-factor/again/": (Rule("person", ok=403),),  # nor a second factor
    "accounts/second-factor/app/": (Rule("person"),),
    "accounts/second-factor/app/remove/": (Rule("person", ok=404),),
    "accounts/second-factor/recovery/": (Rule("person", ok=404),),
    "accounts/second-factor/recovery/new/": (Rule("person"),),
    "accounts/second-factor/recovery.txt": (Rule("person", ok=404),),
    "accounts/provider/": (Rule("everyone", ok=404),),  # none is configured
    "accounts/provider/back/": (Rule("everyone", ok=404),),
    "accounts/provider/cancelled/": (Rule("everyone"),),
    "accounts/provider/error/": (Rule("everyone", ok=401),),
    "link/<str:token>/": (Rule("everyone"), Rule("everyone", "POST", ok=302)),
}
