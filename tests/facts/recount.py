"""One trace counted naively: who stands, whose usage counts, which runs there are."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from tests.facts.rows import SPAN, Row

T = TypeVar("T")


@dataclass
class Node:
    """A row that stands. `above` is the id of the node it hangs below, if that stands."""

    row: Row
    id: str
    above: str | None
    counts: bool = False
    call: bool = False


@dataclass(frozen=True)
class Sums:
    spans: int
    errors: int
    calls: int
    useful: int
    unpriced: int
    input_tokens: int
    output_tokens: int
    cost_nanousd: int | None


@dataclass(frozen=True)
class Run:
    trace: str
    run: str
    start_ns: int
    workflow: str | None
    status: str
    session: str | None
    key: str | None
    sums: Sums


@dataclass(frozen=True)
class Trace:
    status: str
    start_ns: int
    sums: Sums
    runs: tuple[Run, ...]


def counted(trace: str, rows: list[Row]) -> Trace:
    nodes = _standing(rows)
    _decide(nodes)
    roots = [node for node in nodes if node.row.fact.parent is None]
    return Trace(
        status=_status(roots or nodes),
        start_ns=min(node.row.fact.start_ns for node in nodes),
        sums=_sums(nodes),
        runs=tuple(_runs(trace, nodes)),
    )


def _standing(rows: list[Row]) -> list[Node]:
    """Of each span id the best row; beside it the best one that tells its usage where it does not itself. Of each call
    the best teller; others that are no spans go."""
    rows = [row for row in rows if not row.fact.supplement] or rows
    nodes = []
    for span, of_it in _grouped(rows, lambda row: row.fact.span).items():
        best, *others = sorted(of_it, key=lambda row: row.rank)
        nodes.append(Node(best, span, best.fact.parent))
        tellers = [row for row in others if row.fact.bears and row.fact.source != SPAN]
        if tellers and not best.fact.bears:
            nodes.append(Node(tellers[0], f"{span}/told", span))
    gone = [node for group in _calls(nodes) for node in group[1:] if node.row.fact.source != SPAN]
    return [node for node in nodes if node not in gone]


def _decide(nodes: list[Node]) -> None:
    """Usage counts on the lowest that bears it; then once for each call."""
    below = {node.id: _below(node, nodes) for node in nodes}
    for node in nodes:
        fact = node.row.fact
        node.counts = fact.bears and not any(each.row.fact.bears for each in below[node.id])
        node.call = _is_call(node) and not any(_is_call(each) for each in below[node.id])
    for group in _calls([node for node in nodes if node.counts]):
        for node in group[1:]:
            node.counts = node.call = False


def _is_call(node: Node) -> bool:
    return node.row.fact.bears or node.row.fact.call


def _below(node: Node, nodes: list[Node]) -> list[Node]:
    children = [each for each in nodes if each.above == node.id]
    return children + [each for child in children for each in _below(child, nodes)]


def _calls(nodes: list[Node]) -> list[list[Node]]:
    """Those that bear usage, by the call they tell of, the best first."""
    told = [node for node in nodes if node.row.fact.bears and node.row.fact.response]
    groups = _grouped(told, lambda node: node.row.fact.response or "")
    return [sorted(group, key=lambda node: node.row.rank) for group in groups.values()]


def _runs(trace: str, nodes: list[Node]) -> Iterable[Run]:
    """What stands outside named runs is a run if nothing is named, or if it called a model or has usage."""
    by_id = {node.id: node for node in nodes}
    groups = _grouped(nodes, lambda node: _run_of(trace, node, by_id))
    for run, members in groups.items():
        if run != trace or len(groups) == 1 or any(node.call or node.counts for node in members):
            yield _run(trace, run, members, groups)


def _run_of(trace: str, node: Node, by_id: dict[str, Node]) -> str:
    if node.row.fact.run:
        return node.row.fact.run
    above = by_id.get(node.above or "")
    return _run_of(trace, above, by_id) if above else trace


def _run(trace: str, run: str, members: list[Node], groups: dict[str, list[Node]]) -> Run:
    ids = {node.id for node in members}
    facts = [node.row.fact for node in members]
    told = [node.row.fact for group in groups.values() for node in group if not node.row.fact.supplement]
    return Run(
        trace=trace,
        run=run,
        start_ns=min(fact.start_ns for fact in facts),
        workflow=told[0].workflow if told else None,
        status=_status([node for node in members if node.above not in ids]),
        session=next((fact.session for fact in facts if fact.session), None),
        key=next((fact.key for fact in facts if fact.key), None),
        sums=_sums(members),
    )


def _status(nodes: list[Node]) -> str:
    seen = {node.row.fact.status for node in nodes}
    return next(status for status in ("error", "ok", "unset") if status in seen)


def _sums(nodes: list[Node]) -> Sums:
    counting = [node.row for node in nodes if node.counts]
    calls = [node for node in nodes if node.call]
    priced = [row.cost_nanousd for row in counting if row.cost_nanousd is not None]
    tokens = [row.fact.tokens or (0, 0) for row in counting]
    return Sums(
        spans=len(nodes),
        errors=sum(node.row.fact.status == "error" for node in nodes),
        calls=len(calls),
        useful=sum(node.row.fact.status != "error" for node in calls),
        unpriced=len(counting) - len(priced),
        input_tokens=sum(sent for sent, _ in tokens),
        output_tokens=sum(received for _, received in tokens),
        cost_nanousd=sum(priced) if priced else None,
    )


def _grouped(items: Iterable[T], by: Callable[[T], str]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for item in items:
        groups[by(item)].append(item)
    return dict(groups)
