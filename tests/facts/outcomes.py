"""Outcomes credited naively: over all runs there are, each outcome on its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tests.facts.recount import Run

WINDOW_NS = 7 * 86_400 * 10**9


@dataclass(frozen=True)
class Outcome:
    id: str
    version: int
    workflow: str
    kind: str  # run_id, trace_id, session or key
    ref: str
    at_ns: int
    status: str
    value_nanousd: int | None


@dataclass(frozen=True)
class Credit:
    outcome: str
    trace: str
    run: str
    status: str
    share: Fraction  # in billionths
    value_nanousd: int | None


def credited(outcomes: Iterable[Outcome], runs: list[Run], rules: dict[str, str]) -> set[Credit]:
    """`rules`: the credit rule of each workflow."""
    held: dict[str, Outcome] = {}
    for each in outcomes:
        if each.id not in held or each.version > held[each.id].version:
            held[each.id] = each
    return {credit for each in held.values() for credit in _credits(each, runs, rules.get(each.workflow, "last"))}


def _credits(outcome: Outcome, runs: list[Run], rule: str) -> list[Credit]:
    if outcome.status == "withdrawn":
        return []
    found = [run for run in runs if _may_be_about(outcome, run)]
    good = [run for run in found if run.status != "error"]
    if not good and (outcome.status == "failure" or outcome.kind in {"run_id", "trace_id"}):
        good = [run for run in found if run.status == "error"]
    best = sorted(good, key=lambda run: (run.start_ns if rule == "first" else -run.start_ns, run.trace, run.run))
    shared = best if rule == "equal" else best[:1]
    shares, value = _split(10**9, len(shared)), outcome.value_nanousd
    values = [None] * len(shared) if value is None else _split(value, len(shared))
    return [
        Credit(outcome.id, run.trace, run.run, outcome.status, Fraction(share, 10**9), value)
        for run, share, value in zip(shared, shares, values, strict=True)
    ]


def _may_be_about(outcome: Outcome, run: Run) -> bool:
    says = {"run_id": run.run, "trace_id": run.trace, "session": run.session, "key": run.key}[outcome.kind]
    within = outcome.at_ns - WINDOW_NS <= run.start_ns <= outcome.at_ns
    return says == outcome.ref and run.workflow == outcome.workflow and within


def _split(total: int, parts: int) -> list[int]:
    return [total // parts + (place < total % parts) for place in range(parts)]
