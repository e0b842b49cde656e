"""What pages say of runs, in words."""

import inspect
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from aiops.core import formats
from workflows.engine import answering, codec, tokens
from workflows.engine.declare import WorkflowDefinition
from workflows.models import Run, Wait

SAMPLES: Mapping[Any, Any] = {each: each for each in (int, float, bool, str, list, dict)}
PARTS = (
    ("running", "works now", "work now"),
    ("queued", "is queued", "are queued"),
    ("waiting", "waits", "wait"),
    ("failed", "failed", "failed"),
    ("dead", "is dead", "are dead"),
    ("cancelled", "was cancelled", "were cancelled"),
)


@dataclass(frozen=True)
class Sentence:
    strong: str
    rest: str


@dataclass(frozen=True)
class Asked:
    """An open wait, what it wants of a person, and the address that answers it."""

    wait: Wait
    asks: str
    token: str


@dataclass(frozen=True)
class Declared:
    name: str
    kind: str
    budget: str
    deadline_ns: int
    takes: str
    about: str


def of_list(states: Mapping[str, int], period: str) -> Sentence:
    """ "17 of 20 runs succeeded" and what became of the others."""
    total = sum(states.values())
    if not total:
        return Sentence("", f"No run began in {period}.")
    parts = [
        f"{formats.count(number)} {one if number == 1 else many}"
        for state, one, many in PARTS
        if (number := states.get(state, 0))
    ]
    good = states.get("succeeded", 0)
    strong = f"{formats.count(good)} of {formats.count(total)} run{'' if total == 1 else 's'} succeeded"
    return Sentence(strong, f"; {', '.join(parts)}." if parts else ".")


def facts(run: Run) -> dict[str, Any]:
    """Figures of a run's head. `seen` changes whenever the rest of the page is out of date."""
    until = run.ended_at or timezone.now()
    took = until - run.started_at if run.started_at else None
    held = run.spent_nanousd + run.reserved_nanousd + run.uncertain_nanousd
    return {
        "took_ns": int(took.total_seconds() * 1e9) if took is not None else None,
        "left_nanousd": run.budget_nanousd - held if run.budget_nanousd is not None else None,
        "seen": f"{run.state}-{run.fence}-{run.spent_nanousd}-{run.drive}",
    }


def asked(wait: Wait) -> Asked:
    wants = answering.asks(wait) if wait.kind == Wait.Kind.APPROVAL else wait.kind
    return Asked(wait, wants, tokens.token(wait.nonce))


def declared(definitions: Iterable[WorkflowDefinition]) -> list[Declared]:
    return [_declared(each) for each in sorted(definitions, key=lambda each: each.name)]


def _declared(of: WorkflowDefinition) -> Declared:
    limit = of.budget.limit_nanousd
    budget = f"{formats.dollars(limit)} a {of.budget.per}" if limit is not None else "no limit"
    takes = ", ".join(str(each) for each in of.parameters.values())
    about = inspect.getdoc(of.function) or ""
    return Declared(of.name, of.kind, budget, of.deadline_ms * 10**6, takes, about.split("\n\n")[0])


def sample(of: WorkflowDefinition) -> dict[str, Any]:
    """An input to begin with: a field for each parameter, of its type."""
    hints = codec.hints_of(of.function)
    return {
        name: _empty(hints.get(name)) if each.default is inspect.Parameter.empty else codec.plain(each.default)
        for name, each in of.parameters.items()
        if each.kind != inspect.Parameter.VAR_KEYWORD
    }


def _empty(hint: Any) -> Any:
    made = typing.get_origin(hint) or hint
    return SAMPLES[made]() if made in SAMPLES else ""
