"""How long pages and API calls take over HTTP with a given number of spans stored."""

import http.cookiejar
import time
from collections.abc import Iterator
from typing import Any
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import orjson

from tests.bench import load
from tests.bench.ingest import drain
from tests.bench.stack import Stack, running
from tests.bench.stats import quantile

TIMES = 15
API = {
    "newest 50 traces": "/api/v1/traces?limit=50",
    "failed": "/api/v1/traces?limit=50&status=error",
    "failed, one model": "/api/v1/traces?limit=50&status=error&model=claude-sonnet-4-5",
    "one workflow, slowest first": "/api/v1/traces?limit=50&workflow=image-caption&sort=-duration",
    "a user": "/api/v1/traces?limit=50&user=customer-0777",
    "dearest first": "/api/v1/traces?limit=50&sort=-cost",
    "search": "/api/v1/traces?limit=50&q=refund",
    "no match": "/api/v1/traces?limit=50&q=zzzzzz",
}
PAGES = {
    "trace list page, 28 days": "/p/bench/traces/?range=28d",
    "its totals and bars, 28 days": "/p/bench/traces/summary/?range=28d",
    "prices page, 28 days": "/p/bench/prices/",
    "what the workflows earned, 28 days against 28": "/p/bench/value/",
    "where the time went, 28 days against 28": "/p/bench/time/",
    "how the system behaved": "/p/bench/time/system/",
    "why outputs fail, 28 days": "/p/bench/failures/",
    "what separates failures": "/p/bench/failures/separates/",
    "cost by model, 28 days": "/p/bench/cost/",
    "why cost changed, 28 days against 28": "/p/bench/cost/change/",
    "ingest health page": "/p/bench/ingest/",
}


def grow(sizes: list[int]) -> Iterator[dict[str, Any]]:
    """Times every query at each number of spans: median and 95th percentile."""
    for stack, browser, spans in grown(sizes):
        yield from timed(stack, browser, spans)


def grown(sizes: list[int]) -> Iterator[tuple[Stack, OpenerDirector, int]]:
    """Loads up to each number of spans in turn, waits until all is settled, and gives what it has then."""
    with running() as stack:
        browser = signed_in(stack)
        first = 0
        for size in sizes:
            while load.spans_of(first) < size:
                runs = min(2_000, size // 12 + 1 - first)
                bodies = load.encode(runs, 480, first=first)
                load.send(stack.url, stack.key, bodies, load.spans_of(runs), 4)
                first += runs
            drain(stack, 1800)
            stack.sql("ANALYZE")
            yield stack, browser, load.spans_of(first)


def timed(stack: Stack, browser: OpenerDirector, spans: int) -> Iterator[dict[str, Any]]:
    key = {"Authorization": f"Bearer {stack.key}"}
    plain = build_opener()
    for name, path in API.items():
        yield times(plain, Request(stack.url + path, headers=key), name, spans)
    newest = Request(f"{stack.url}/api/v1/traces?limit=1", headers=key)
    trace_id = orjson.loads(plain.open(newest).read())["results"][0]["trace_id"]
    yield times(plain, Request(f"{stack.url}/api/v1/traces/{trace_id}", headers=key), "one trace of 12 spans", spans)
    for name, path in (PAGES | {"trace page of 12 spans": f"/p/bench/traces/{trace_id}/"}).items():
        yield times(browser, Request(stack.url + path), name, spans)


def times(opener: OpenerDirector, request: Request, name: str, spans: int) -> dict[str, Any]:
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        with opener.open(request, timeout=120) as answer:
            answer.read()
        took.append((time.perf_counter() - started) * 1000)
    return {
        "what": name,
        "spans": spans,
        "median ms": round(quantile(took, 0.5), 1),
        "p95 ms": round(quantile(took, 0.95), 1),
        "first ms": round(took[0], 1),
    }


def signed_in(stack: Stack) -> OpenerDirector:
    """A browser's cookies after the one-time link."""
    link = stack.manage("signin_link", "bench@example.com", "--role", "viewer", "--project", "bench").split()[-1]
    opener = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = opener.open(link).read().decode()
    token = page.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
    opener.open(Request(link, f"csrfmiddlewaretoken={token}".encode(), {"Referer": link})).read()
    return opener
