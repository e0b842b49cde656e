"""A run begins: its input is checked, its version fixed, its row written. The nudge goes out with the commit."""

import contextvars
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import Parameter
from typing import Any
from uuid import UUID

from workflows.engine import codec, nudges, registry, versions
from workflows.engine.declare import WorkflowDefinition
from workflows.models import Run
from workflows.policies.durations import parse_ms
from workflows.policies.errors import PolicyError
from workflows.store import runs

MOST_DEPTH = 8  # runs that start runs that start runs
MOST_KEY = 200


class RefusedError(ValueError):
    """What is asked for cannot be done. `code` is for machines, `field` names what is wrong, where something is."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.field = code, message, field


class UnknownWorkflowError(RefusedError):
    """No workflow of this name is declared here."""

    def __init__(self, name: str) -> None:
        known = ", ".join(sorted(registry.known())) or "none"
        super().__init__("unknown_workflow", f"There is no managed workflow {name!r:.300}; there are: {known}.")


def declared(name: str) -> WorkflowDefinition:
    """Raises UnknownWorkflowError."""
    definition = registry.known().get(name)
    if definition is None:
        raise UnknownWorkflowError(name)
    return definition


class ConflictError(RefusedError):
    """The idempotency key was used for something else."""


class NotInsideError(RuntimeError):
    """Something that only a step or an effect may do was done elsewhere."""


@dataclass(frozen=True)
class Inside:
    """The run in whose step this thread is."""

    project_id: int
    run_id: UUID
    depth: int


inside: contextvars.ContextVar[Inside | None] = contextvars.ContextVar("inside", default=None)


@contextmanager
def within(project_id: int, run_id: UUID, depth: int) -> Iterator[None]:
    """What is done meanwhile in this thread is done by a step or an effect of this run."""
    token = inside.set(Inside(project_id, run_id, depth))
    try:
        yield
    finally:
        inside.reset(token)


def here() -> Inside:
    """The run whose step or effect asks. Raises NotInsideError."""
    found = inside.get()
    if found is None:
        raise NotInsideError("this is for steps and effects of a run; here is none")
    return found


@dataclass(frozen=True)
class Started:
    """`created` False: the idempotency key was used before, for the same; this is the run it made."""

    run_id: UUID
    created: bool


def start(  # noqa: PLR0913
    project_id: int,
    name: str,
    given: Any,
    *,
    idempotency_key: str = "",
    dry_run: bool = False,
    deadline: str = "",
    delay_s: float = 0,
    by: str = "",
) -> Started:
    """Writes the run; it begins when the transaction commits. Raises RefusedError, ConflictError, django.db.Error."""
    definition = declared(name)
    checked = checked_input(definition, given)
    key = _checked_key(idempotency_key)
    version = versions.current(project_id, definition)
    body = codec.dumps([checked, dry_run], "input", codec.MOST_INPUT_BYTES + 10)
    fields = {
        "version_id": version.id,
        "workflow_id": version.workflow_id,
        "input": codec.dumps(checked, "input").decode(),
        "idempotency_key": key,
        "body_hash": bytes.fromhex(codec.digest(body)),
        "dry_run": dry_run,
        "deadline_s": _deadline_s(definition, deadline),
        "delay_s": delay_s,
        "started_by": by[:254],
    }
    return insert(project_id, definition, fields)


def insert(project_id: int, definition: WorkflowDefinition, fields: Mapping[str, Any]) -> Started:
    """A new row with these fields beside the usual ones. Raises ConflictError, RefusedError."""
    parent = inside.get()
    depth = parent.depth + 1 if parent else 0
    if depth > MOST_DEPTH:
        message = f"Runs that start runs are {MOST_DEPTH} deep here: the workflow calls itself without an end."
        raise RefusedError("cyclic_call", message)
    budget = definition.budget
    run_id = new_id()
    row = {
        "id": run_id,
        "project_id": project_id,
        "name": definition.name,
        "budget_nanousd": budget.limit_nanousd if budget.per == "run" else None,
        "parent_id": parent.run_id if parent and parent.project_id == project_id else None,
        "depth": depth,
        "forked_from_id": None,
        "forked_step": "",
        "delay_s": 0,
    }
    if runs.insert(row | dict(fields)):
        nudges.nudge()
        return Started(run_id, True)
    return _again(project_id, fields)


def _again(project_id: int, fields: Mapping[str, Any]) -> Started:
    known = Run.objects.only("id", "body_hash").get(
        project_id=project_id, workflow_id=fields["workflow_id"], idempotency_key=fields["idempotency_key"]
    )
    if bytes(known.body_hash) != fields["body_hash"]:
        message = "This idempotency key was used with another input."
        raise ConflictError("idempotency_conflict", message, "Idempotency-Key")
    return Started(known.id, False)


def checked_input(definition: WorkflowDefinition, given: Any) -> dict[str, Any]:
    """The input as it is kept: one field for each parameter. Raises RefusedError naming the field."""
    if not isinstance(given, Mapping):
        raise RefusedError("bad_input", "The input is an object with a field for each parameter.", "input")
    parameters = definition.parameters
    open_ = any(each.kind == Parameter.VAR_KEYWORD for each in parameters.values())
    takes = {name: each for name, each in parameters.items() if each.kind != Parameter.VAR_KEYWORD}
    if not open_ and (unknown := sorted(str(name) for name in given if name not in takes)):
        names = ", ".join(takes) or "nothing"
        raise RefusedError(
            "bad_input", f"{definition.name} does not take this; it takes {names}.", f"input.{unknown[0]}"
        )
    missing = [name for name, each in takes.items() if each.default is Parameter.empty and name not in given]
    if missing:
        raise RefusedError("bad_input", "This is missing.", f"input.{missing[0]}")
    try:
        text = codec.dumps(dict(given), "input", codec.MOST_INPUT_BYTES)
    except codec.UnstorableError as error:
        raise RefusedError("bad_input", str(error), "input") from None
    checked: dict[str, Any] = codec.loads(text)
    return _typed(definition, checked)


def _typed(definition: WorkflowDefinition, checked: dict[str, Any]) -> dict[str, Any]:
    """Whether each field can be read as its annotation says."""
    hints = codec.hints_of(definition.function)
    for name, value in checked.items():
        try:
            codec.read(value, hints.get(name, Any))
        except Exception as error:  # noqa: BLE001 - a type of the workflow's own may raise what it likes
            message = f"It cannot be read: {type(error).__name__}: {error}"
            raise RefusedError("bad_input", message, f"input.{name}") from None
    return checked


def _checked_key(key: str) -> str | None:
    if len(key) > MOST_KEY or not key.isprintable():
        message = f"An idempotency key is printable and at most {MOST_KEY} characters long."
        raise RefusedError("bad_idempotency_key", message, "Idempotency-Key")
    return key or None


def _deadline_s(definition: WorkflowDefinition, deadline: str) -> float:
    try:
        return (parse_ms(deadline, "deadline") if deadline else definition.deadline_ms) / 1000
    except PolicyError as error:
        raise RefusedError("bad_input", error.reason, "deadline") from None


def new_id() -> UUID:
    """A UUID of version 7: ids made later sort later, and the rest is chance, as a trace id's end must be."""
    milliseconds, chance = time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10), "big")
    number = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | (chance >> 62 & 0xFFF) << 64 | 0x2 << 62
    return UUID(int=number | chance & (1 << 62) - 1)
