"""Why this run failed: what the rules found, as a sentence with links to the spans that show it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aiops.core.models import Project
from traces.analysis.findings import Case, Examined, Finding, examine, rule
from traces.analysis.tree import Tree
from traces.store import reader, scores
from traces.types import Judged, StoredSpan, TraceDetail, TraceRow

ALSO = 4  # findings named beside the first
NAME_CHARS, MESSAGE_CHARS = 60, 240
ROLES = {
    "asked": "asked for by",
    "called": "called as",
    "let_through": "let through by",
    "recovered_by": "recovered by",
    "attempt": "after",
    "same": "as",
}
FIRST_OF_ROLE = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence; with `span` (hex) a link to it."""

    text: str
    span: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    title: str
    parts: tuple[Part, ...]
    tone: str
    message: str = ""  # in the sender's words
    chain: tuple[Part, ...] = ()  # passed on by, from the origin upwards


@dataclass(frozen=True, slots=True)
class Shown:
    primary: Line | None
    also: tuple[Line, ...]
    more: int
    unexplained: bool  # it failed, and nothing says why
    symptoms: tuple[Line, ...]


def panel(project: Project, trace: TraceDetail, tree: Tree, examined: Examined, **_: Any) -> dict[str, Any] | None:
    """None where there is nothing to say. `examined` knows of no scores; with some the tree is examined again."""
    if trace.cut or not trace.spans:
        return None
    judged = scores.judged(project.pk, [trace.row.trace_id]).get(trace.row.trace_id)
    found = examine_page(tree, trace.row, judged) if judged else examined
    if not found.findings and not found.opened:
        return None
    shown = show(found, tree, _message(project, trace.row, found))
    return {"shown": shown, "row": trace.row, "project": project}


def examine_page(tree: Tree, row: TraceRow, judged: Sequence[Judged]) -> Examined:
    return examine(Case.of_tree(tree, row.outcome or "", judged))


def _message(project: Project, row: TraceRow, found: Examined) -> str:
    """What the sender said of the first finding's failure: one body is read."""
    first = found.primary
    if first is None or not first.span or rule(first.code).group != "failure":
        return ""
    body = reader.body(project.pk, row.trace_id, first.span)
    said = body.status_message if body else ""
    if body and not said:
        told = [event.attributes.get("exception.message") for event in body.events if event.name == "exception"]
        said = next((text for text in told if isinstance(text, str)), "")
    return said.strip()[:MESSAGE_CHARS]


def show(found: Examined, tree: Tree, message: str = "") -> Shown:
    """As the page writes it. Weak findings of a good run stand in the grey line alone."""
    spans = {span.span_id: span for i, span in enumerate(tree.spans) if i not in tree.superseded}
    symptoms = [each for each in found.findings if rule(each.code).group == "symptom"]
    first = found.primary
    others = [each for each in found.findings if each is not first and rule(each.code).group != "symptom"]
    return Shown(
        primary=_line(first, spans, "error" if found.failed else "warn", message) if first else None,
        also=tuple(_line(each, spans, "dim") for each in others[:ALSO]),
        more=max(len(others) - ALSO, 0),
        unexplained=found.opened and first is None,
        symptoms=tuple(_line(each, spans, "dim") for each in symptoms[:ALSO]),
    )


def _line(each: Finding, spans: dict[bytes, StoredSpan], tone: str, message: str = "") -> Line:
    by = rule(each.code)
    parts = [*_sentence(by.says, each, spans), *_evidence(each, spans)]
    if each.state == "handled":
        parts.append(Part(", which the run survived"))
    chain = tuple(_link(spans, span) for span in each.propagated)
    return Line(each.code, by.title, tuple(parts), tone, message, chain)


def _sentence(says: str, each: Finding, spans: dict[bytes, StoredSpan]) -> Iterator[Part]:
    detail = each.detail
    if each.code == "retry_waste":
        tries, _, cost = detail.partition("|")
        detail = f"{tries} tries; the failed ones cost {cost}"
    before, named, after = says.replace("{detail}", detail).partition("{span}")
    if before:
        yield Part(before)
    if named:
        yield _link(spans, each.span)
    if after:
        yield Part(after)


def _evidence(each: Finding, spans: dict[bytes, StoredSpan]) -> Iterator[Part]:
    """The spans that show it, role by role; those that only passed it on stand in a line of their own."""
    for role, words in ROLES.items():
        told = [item.span for item in each.evidence if item.role == role]
        if not told or (role == "attempt" and each.code in {"retry_waste", "retries_exhausted"}):
            continue
        yield Part(f", {words} ")
        for number, span in enumerate(told[:FIRST_OF_ROLE]):
            if number:
                yield Part(" and ")
            yield _link(spans, span)
        if len(told) > FIRST_OF_ROLE:
            yield Part(f" and {len(told) - FIRST_OF_ROLE} more")


def _link(spans: dict[bytes, StoredSpan], span_id: bytes) -> Part:
    span = spans.get(span_id)
    name = (span.name if span else "") or "a span"
    return Part(name if len(name) <= NAME_CHARS else name[: NAME_CHARS - 1] + "…", span_id.hex())
