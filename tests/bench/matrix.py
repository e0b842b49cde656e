"""Every filter of the trace list in every order, commonest and rarest values, and the pages: which is the slowest?"""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import OpenerDirector, Request, build_opener

import orjson

from aiops.demo import history
from aiops.demo.company import EMBEDDING_MODEL, MODELS, REGIONS, WORKFLOWS
from aiops.demo.events import bodies, outcomes
from tests.bench import load, queries
from tests.bench.events import JSON
from tests.bench.ingest import drain
from tests.bench.stack import Stack
from tests.bench.stats import quantile

TIMES = 5
RUNS_WITH_OUTCOMES = 20_000
SORTS = ("-start", "start", "-duration", "duration", "-cost", "cost", "-tokens", "tokens")
PERIOD = "range=28d"
PAGES = {
    "trace list": f"/p/bench/traces/?{PERIOD}",
    "... compared": f"/p/bench/traces/summary/?{PERIOD}&compare=previous",
    "ingest health": f"/p/bench/ingest/?{PERIOD}",
    "prices": f"/p/bench/prices/?{PERIOD}",
    "workflows": f"/p/bench/workflows/?{PERIOD}",
    "outcomes": "/p/bench/outcomes/",
    "tags": "/p/bench/settings/more/tags/",
}
Query = dict[str, str]


def worst(sizes: list[int]) -> Iterator[dict[str, Any]]:
    """At the largest size: a row for each filter with its slowest order, each page, and last the slowest of all."""
    for stack, browser, spans in queries.grown(sizes[-1:]):
        post_outcomes(stack)
        yield from measured(stack, browser, spans)


def measured(stack: Stack, browser: OpenerDirector, spans: int) -> Iterator[dict[str, Any]]:
    rows = []
    for row in (*lists(stack, spans), *sums(stack, browser, spans), *pages(stack, browser, spans)):
        rows.append(row)
        yield row
    yield max(rows, key=lambda row: row["worst ms"]) | {"over 300 ms": sum(row["worst ms"] > 300 for row in rows)}


def lists(stack: Stack, spans: int) -> Iterator[dict[str, Any]]:
    plain, key = build_opener(), {"Authorization": f"Bearer {stack.key}"}
    for query in asked(stack):
        took = {}
        for sort in SORTS:
            path = "/api/v1/traces?" + urlencode({"limit": "50", "sort": sort, **query})
            took[sort] = median(plain, Request(stack.url + path, headers=key))
        slowest = max(took, key=lambda sort: took[sort])
        facts = {"worst ms": took[slowest], "order": slowest, "best ms": min(took.values())}
        yield {"what": "list " + told(query), "spans": spans} | facts


def sums(stack: Stack, browser: OpenerDirector, spans: int) -> Iterator[dict[str, Any]]:
    for query in asked(stack):
        path = f"/p/bench/traces/summary/?{PERIOD}&{urlencode(query)}"
        yield {"what": "sums " + told(query), "spans": spans, "worst ms": median(browser, Request(stack.url + path))}


def pages(stack: Stack, browser: OpenerDirector, spans: int) -> Iterator[dict[str, Any]]:
    found = PAGES | {
        f"values of {facet}": f"/p/bench/traces/facets/{facet}/?{PERIOD}"
        for facet in ("workflow", "model", "user", "kind", "tags")
    }
    for name, path in found.items():
        yield {"what": name, "spans": spans, "worst ms": median(browser, Request(stack.url + path))}


def asked(stack: Stack) -> list[Query]:
    """Each filter with its commonest and its rarest value, then pairs: those that go together and those that do not."""
    by_share = sorted(WORKFLOWS, key=lambda workflow: workflow.share)
    rare, common = by_share[0], by_share[-1]
    called: Counter[str] = Counter()
    for workflow in WORKFLOWS:
        called.update({MODELS[place].name: int(workflow.share * 100) for place in workflow.models})
    models = [name for name, _ in called.most_common()]
    model, other = MODELS[common.models[0]].name, next(n for n in models if n not in models_of(common))
    values: dict[str, tuple[str, ...]] = {
        "status": ("error", "unset"),
        "kind": ("llm", "db"),
        "model": (EMBEDDING_MODEL.name, models[0], models[-1], "no-such-model"),
        "provider": ("openai", "gcp.gemini", "nobody"),
        "user": ("customer-0001", "customer-0777", "nobody"),
        "session": (session_of(stack), "nothing"),
        "workflow": (common.name, rare.name, "nothing"),
        "min_duration_ms": ("1000", "5000", "60000"),
        "outcome": ("success", "failure", "none"),
        "finding": ("any", "none_found", "tool_error"),
        "tag.environment": ("production",),
        "tag.region": (REGIONS[0], REGIONS[-1], "nowhere"),
        "q": ("production", common.name.split("-")[0], rare.name, "s", "customer-0777", "zzzzzz"),
    }
    single = [{name: value} for name, of in values.items() for value in of]
    pairs = [
        {"model": model, "min_duration_ms": "5000"},
        {"model": model, "min_duration_ms": "60000"},
        {"model": model, "q": "production"},
        {"model": model, "q": rare.name},
        {"model": other, "q": common.name},
        {"model": other, "workflow": common.name},
        {"model": model, "workflow": common.name},
        {"model": model, "tag.region": REGIONS[-1], "status": "error"},
        {"user": "customer-0001", "q": "s"},
        {"outcome": "success", "model": model},
    ]
    return [{}, *single, *pairs]


def models_of(workflow: Any) -> set[str]:
    return {MODELS[place].name for place in workflow.models}


def session_of(stack: Stack) -> str:
    newest = Request(f"{stack.url}/api/v1/traces?limit=1", headers={"Authorization": f"Bearer {stack.key}"})
    return str(orjson.loads(build_opener().open(newest).read())["results"][0]["session"])


def told(query: Query) -> str:
    return " ".join(f"{name}={value}" for name, value in query.items()) or "of everything"


def median(opener: OpenerDirector, request: Request) -> float:
    """Milliseconds. A page that gives up (422) has taken its time, too."""
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        try:
            with opener.open(request, timeout=120) as answer:
                answer.read()
        except HTTPError as error:
            if error.code != 422:
                raise
        took.append((time.perf_counter() - started) * 1000)
    return round(quantile(took, 0.5), 1)


def post_outcomes(stack: Stack) -> None:
    """What came of some of the runs that were loaded."""
    key = stack.manage("create_key", "bench", "--scope", "outcomes").split()[-1]
    now_ns = time.time_ns()
    runs = history.runs(load.SEED, now_ns, RUNS_WITH_OUTCOMES, 25)
    sent = list(bodies(outcomes.events(runs, now_ns)))
    load.send(stack.url, key, sent, 0, headers=JSON, path="/api/v1/outcomes")
    drain(stack, 1800)
    time.sleep(20)  # outcomes are credited in the background
