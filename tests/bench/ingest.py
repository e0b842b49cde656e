"""Durable spans a second on one core; sustained on two with settling and roll-ups keeping up; sizes and memory."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

from tests.bench import load
from tests.bench.load import AT_ONCE, Rhythm
from tests.bench.stack import Stack, running

OFFERED = 4_000  # spans a second: half of what one core must take
MOST_A_SECOND = 12_000  # spans that are encoded beforehand, 3.6 kB each, for each second of a longer row

TELEMETRY = ("span", "span_blob", "trace", "trace_run", "mark", "quarantine", "ingest_count")

SIZES = """
    SELECT parent, sum(pg_total_relation_size(oid)) FROM (
        SELECT c.oid, coalesce(i.inhparent::regclass::text, c.relname) AS parent
        FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid WHERE c.relkind = 'r'
    ) AS tables GROUP BY parent
"""
TO_DO = "SELECT (SELECT count(*) FROM trace WHERE settled_at IS NULL) + (SELECT count(*) FROM mark)"


def one_core(runs: int, seconds: float) -> Iterator[dict[str, Any]]:
    """Everything (load, web, worker, database) on one core, for each size of batch and number of connections.

    First rows of a few seconds each, before which nothing is left to settle: what the door can do. Then for a while
    without a pause, so that settling and roll-ups of what came just before want the same core. Last the latency while
    the core has time left: with a core that is always busy it says no more than how many wait in line.
    """
    with running(cores={0}) as stack:
        yield {"what": "idle memory, all processes", "PSS MB": round(stack.pss_bytes() / 1e6)}
        sent = 0
        for each in loads(runs, seconds):
            drain(stack)
            cpu = stack.cpu_seconds()
            seen = load.send(stack.url, stack.key, each.bodies, each.spans, each.connections, rhythm=each.rhythm)
            sent += seen.spans
            yield row(each.what, seen, stack.cpu_seconds() - cpu) | backlog(stack)
        yield {"what": "all settled and summed up", "after s": drain(stack)}
        yield stored(stack, sent)


@dataclass(frozen=True)
class Load:
    """One row: bodies that hold `spans`, encoded before the clock starts."""

    what: str
    bodies: list[bytes]
    spans: int
    connections: int
    rhythm: Rhythm = AT_ONCE


def loads(runs: int, seconds: float) -> Iterator[Load]:
    first = 0
    for spans_per_body in (50, 200, 512):
        for connections in (1, 4, 8):
            bodies = load.encode(runs, spans_per_body, first=first)
            yield Load(f"{spans_per_body} x {connections}", bodies, load.spans_of(runs), connections)
            first += runs
    many = round(seconds * MOST_A_SECOND / load.spans_of(1))
    for what, encode, rhythm in (
        (f"200 x 4, live, for {seconds:.0f} s", load.encode_live, Rhythm(seconds)),
        (f"200 x 4, of 25 days, for {seconds:.0f} s", load.encode, Rhythm(seconds)),
        (f"200 x 4, live, {OFFERED:,}/s offered", load.encode_live, Rhythm(seconds, OFFERED)),
    ):
        yield Load(what, encode(many, 200, first=first), load.spans_of(many), 4, rhythm)
        first += many


def sustained(seconds: float, pace: int) -> Iterator[dict[str, Any]]:
    """On all cores, for a while, at `pace` spans a second and then as fast as it goes: is the backlog bounded?

    The spans have just ended, as in live use, then are spread over 25 days, as when a history is imported: then every
    hour of it is summed up again and again.
    """
    for what, encode, offered in (
        (f"live spans, {pace:,}/s offered", load.encode_live, pace),
        ("live spans, as fast as it goes", load.encode_live, None),
        ("spans of 25 days, as fast as it goes", load.encode, None),
    ):
        with running() as stack:
            spans, elapsed, lag = keep_sending(stack, encode, seconds, offered)
            at_end = backlog(stack)
            drained = drain(stack)
            facts = {"spans/s": round(spans / elapsed), "worst lag s": lag, **at_end, "drained after s": drained}
            yield {"what": what, **facts, "missing": spans - stack.sql("SELECT count(*) FROM span")[0][0]}


def keep_sending(
    stack: Stack, encode: Callable[..., list[bytes]], seconds: float, pace: int | None
) -> tuple[int, float, float]:
    """(spans acknowledged, seconds it took, the worst lag that /metrics said meanwhile); encoding is not counted."""
    runs, first, spans, busy, lag = 500, 0, 0, 0.0, 0.0
    while busy < seconds:
        bodies = encode(runs, 200, first=first)
        first += runs
        began = time.monotonic()
        spans += load.send(stack.url, stack.key, bodies, load.spans_of(runs), 4).spans
        lag = max(lag, backlog(stack).get("rollup_lag_seconds", 0.0))
        busy += time.monotonic() - began
        if pace and (ahead := spans / pace - busy) > 0:
            time.sleep(ahead)
            busy += ahead
    return spans, busy, lag


def row(what: str, sent: load.Sent, cpu_seconds: float) -> dict[str, Any]:
    return {
        "what": what,
        "spans/s": round(sent.spans_per_second),
        "p50 ms": round(sent.latency_ms(0.5), 1),
        "p95 ms": round(sent.latency_ms(0.95), 1),
        "p99 ms": round(sent.latency_ms(0.99), 1),
        "CPU us/span": round(cpu_seconds / sent.spans * 1e6),
        "refused": sent.refused,
    }


def stored(stack: Stack, spans: int) -> dict[str, Any]:
    """Bytes on disk by table, all partitions and indexes included, once nothing is left to do."""
    drain(stack)
    sizes = {name: int(size) for name, size in stack.sql(SIZES) if name in TELEMETRY}
    counted = stack.sql("SELECT count(*) FROM span")[0][0]
    return {
        "what": "on disk",
        "spans": counted,
        "missing": spans - counted,
        "bytes/span": round(sum(sizes.values()) / counted),
        **{f"{name} B/span": round(size / counted) for name, size in sizes.items()},
    }


def backlog(stack: Stack) -> dict[str, Any]:
    """How far behind settling and roll-ups are, as /metrics says."""
    request = Request(f"{stack.url}/metrics", headers={"Authorization": f"Bearer {stack.key}"})
    with urlopen(request, timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    facts = dict(line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
    names = ("aiops_open_traces", "aiops_rollup_lag_seconds", "aiops_rollup_marks")
    return {name.removeprefix("aiops_"): float(facts[name]) for name in names if name in facts}


def drain(stack: Stack, limit_seconds: float = 300) -> float:
    """Waits until every trace is settled and every roll-up is made; answers how long that took."""
    started = time.monotonic()
    while time.monotonic() - started < limit_seconds:
        if stack.sql(TO_DO)[0][0] == 0:
            return round(time.monotonic() - started, 1)
        time.sleep(0.5)
    raise RuntimeError("settling and roll-ups did not catch up")
