"""Step: why each trace failed, as far as its spans say, and what it was made of. Reads scores: it stands apart."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from traces.analysis.findings import Case, Examined, examine
from traces.analysis.tree import NONE
from traces.settle.time import repaired
from traces.settle.values import SettlingSpan, SettlingTrace
from traces.store import scores
from traces.types import Judged

MOST_TRAITS = 60
MOST_DOCUMENTS = 20
STEPS = frozenset({"step", "tool", "retriever", "agent"})
TRAIT_CHARS = 100
NAMED = {"tool": "tool", "step": "step", "agent": "agent", "retriever": "retriever", "guardrail": "guardrail"}
BUCKETS = ((0, "0"), (2, "1 to 2"), (5, "3 to 5"), (10, "6 to 10"))


def find_findings(traces: Sequence[SettlingTrace]) -> None:
    """Sets `summary.findings`, by rank, `cause`, `traits`, `documents` and `failure`."""
    for project_id, members in groupby(traces, key=lambda trace: trace.project_id):
        listed = list(members)
        judged = scores.judged(project_id, [trace.trace_id for trace in listed])
        for trace in listed:
            if trace.summary:
                case = case_of(trace, judged.get(trace.trace_id, ()))
                found = examine(case)
                trace.summary.findings = list(found.codes)
                trace.summary.cause = found.cause
                trace.summary.traits = traits(case)
                trace.summary.documents = documents(case)
                trace.summary.failure = failure(case, found)


def case_of(trace: SettlingTrace, judged: Sequence[Judged] = ()) -> Case:
    """The trace in pre-order, siblings by start, as a page's tree has it."""
    parent, order = repaired(trace)
    children: dict[int, list[int]] = defaultdict(list)
    for place in sorted(order, key=lambda place: _order(trace.spans[place]), reverse=True):
        children[parent[place]].append(place)
    walk, stack = [], children[NONE]
    while stack:
        walk.append(stack.pop())
        stack.extend(children[walk[-1]])
    number = {place: n for n, place in enumerate(walk)}
    spans = [trace.spans[place] for place in walk]
    attempts = [_attempt(trace, place) for place in walk]
    return Case(spans, [number.get(parent[place], NONE) for place in walk], attempts, scores=judged)


def _order(span: SettlingSpan) -> tuple[int, int, bytes]:
    return span.start_ns, -span.duration_ns, span.span_id


def _attempt(trace: SettlingTrace, place: int) -> int | None:
    sent = trace.spans[place].attempt
    return trace.verdicts[place].attempt if sent is None else sent


def traits(case: Case) -> list[str]:
    """What a trace was made of, as `dimension:value`, each once: what failed and good ones are compared by."""
    found = dict.fromkeys(each[:TRAIT_CHARS] for each in _traits(case))
    return sorted(found)[:MOST_TRAITS]


def _traits(case: Case) -> Iterable[str]:
    for span in case.spans:
        if span.kind in NAMED and span.name:
            yield f"{NAMED[span.kind]}:{span.name}"
        if span.kind == "cache":
            yield "cache:hit"
        if span.kind == "llm" and span.finish_reason:
            yield f"finish:{span.finish_reason}"
    yield from _told(case)
    if any((attempt or 1) > 1 for attempt in case.attempts):
        yield "retried:yes"


def _told(case: Case) -> Iterator[str]:
    for _, n in case.signs.get("documents", ()):
        if n.isdigit():
            yield "documents:" + next((words for most, words in BUCKETS if int(n) <= most), "over 10")
    for _, verdict in case.signs.get("guardrail", ()):
        yield f"verdict:{verdict}"
    for _, rung in case.signs.get("fallback", ()):
        yield f"fallback:{rung}"


def documents(case: Case) -> list[str]:
    """What the searches of a trace gave, as `score name`, in their order. What only orders documents anew that were
    found before is a reranker: its order and its scores hold, and what it left out comes after."""
    found: dict[str, str] = {}
    for _, signs in groupby(case.signs.get("document", ()), key=lambda sign: sign[0]):
        given = {name: f"{score} {name}" for score, _, name in (told.partition(" ") for _, told in signs)}
        left = {name: told for name, told in found.items() if name not in given}
        found = given | left if given.keys() <= found.keys() else found | given
    return list(found.values())[:MOST_DOCUMENTS]


def failure(case: Case, found: Examined) -> list[str]:
    """Of a failed trace: the step in which it ended, and what the error says there; [] of one that did not fail."""
    if not found.failed:
        return []
    place = _ended_at(case, found)
    if place == NONE:
        return ["", ""]
    message = case.sign("message", place) or (case.spans[place].error_type or "")
    return [_step_of(case, place), message]


def _ended_at(case: Case, found: Examined) -> int:
    """The span of the cause; else the last that failed by itself, else the last that failed."""
    primary = found.primary
    if primary is not None and primary.span:
        return next((i for i, span in enumerate(case.spans) if span.span_id == primary.span), NONE)
    last = case.origins or case.failing
    return max(last, key=lambda i: (case.spans[i].end_ns, i), default=NONE)


def _step_of(case: Case, place: int) -> str:
    """The nearest named step at or above it, else the span's own name."""
    at = place
    while at != NONE:
        span = case.spans[at]
        if span.kind in STEPS and span.name:
            return str(span.name)[:TRAIT_CHARS]
        at = case.parents[at]
    return str(case.spans[place].name)[:TRAIT_CHARS]
