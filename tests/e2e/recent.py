"""Traces of the last hour, stored as a service's would be: what tests of the list share."""

import time
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, Page

from aiops.core.models import Project
from tests.factories import batch, llm, span
from traces.ingest.write import write
from traces.types import Span

LIST = "/p/harbour/traces/"
MINUTE_NS = 60_000_000_000
MODELS = ("gpt-4.1", "gpt-4.1-mini", "claude-sonnet-4")


def traces(number: int, **overrides: Any) -> Iterator[list[Span]]:
    """`number` traces of two spans, the first one two minutes ago, each 10 s before the one made before it.

    Every fifth one fails; workflow, model and duration go round.
    """
    now_ns = time.time_ns()
    for n in range(number):
        start_ns = now_ns - 2 * MINUTE_NS - n * 10_000_000_000
        status = "error" if n % 5 == 4 else "ok"
        fields = {
            "name": f"question {n}",
            "kind": "workflow",
            "start_ns": start_ns,
            "end_ns": start_ns + (n + 1) * 100_000_000,
            "status": status,
            "workflow": ("support-answer", "order-triage")[n % 2],
        } | overrides
        root = span(trace_id=_trace_id(start_ns, n), **fields)
        call = llm(
            trace_id=root.trace_id,
            parent_span_id=root.span_id,
            start_ns=start_ns,
            end_ns=start_ns + 50_000_000,
            workflow=root.workflow,
            model=MODELS[n % 3],
        )
        yield [root, call]


def store(project: Project, number: int, **overrides: Any) -> list[list[Span]]:
    made = list(traces(number, **overrides))
    write(batch([each for trace in made for each in trace], project_id=project.pk, received_ns=time.time_ns()))
    return made


def names(page: Page) -> list[str]:
    return page.locator("#rows tbody th").all_inner_texts()


def row(page: Page, name: str) -> Locator:
    return page.locator("#rows tbody tr").filter(has=page.get_by_role("link", name=name, exact=True))


def _trace_id(start_ns: int, n: int) -> bytes:
    return start_ns.to_bytes(8, "big") + n.to_bytes(8, "big")
