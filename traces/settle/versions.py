"""Which prompts, models and releases the spans of settled traces show, and when: what later answers call "since v7"."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from traces.settle.values import SettlingSpan, SettlingTrace

_HASHED = re.compile(r"[0-9a-f]{16}")
KINDS = {"prompt": "prompt_fingerprint", "model": "model", "release": "release"}  # and the span's field of each
Key = tuple[str, str, str]


def seen(traces: Sequence[SettlingTrace]) -> list[dict[str, Any]]:
    """One row for each (workflow, kind, value) with the first and the last start of its spans."""
    times: dict[Key, tuple[int, int]] = {}
    for trace in traces:
        for place in trace.tree.order:
            span, workflow = trace.spans[place], trace.verdicts[place].workflow
            for kind, value in _told(span) if workflow else ():
                first, last = times.get((str(workflow), kind, value), (span.start_ns, span.start_ns))
                times[str(workflow), kind, value] = min(first, span.start_ns), max(last, span.start_ns)
    return [
        {
            "workflow": workflow,
            "kind": kind,
            "value": value,
            "first_ns": first,
            "last_ns": last,
            "label": label(kind, value),
        }
        for (workflow, kind, value), (first, last) in sorted(times.items())
    ]


def label(kind: str, value: str) -> str | None:
    """What people call it: of prompts only those that were declared have a name."""
    return None if kind == "prompt" and _HASHED.fullmatch(value) else value


def _told(span: SettlingSpan) -> Iterator[tuple[str, str]]:
    for kind, name in KINDS.items():
        if value := getattr(span, name):
            yield kind, value
