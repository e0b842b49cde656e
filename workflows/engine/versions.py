"""Versions of managed workflows: what the code and the page say, kept as it was for the runs that it made."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Any

import orjson
from django.db import transaction

from workflows.engine.declare import StepDefinition, WorkflowDefinition
from workflows.engine.registry import code_of
from workflows.models import Workflow, WorkflowVersion
from workflows.policies import Policy, PolicyError, defaults, written

SECONDS_KEPT = 2.0  # how long a new version may go unnoticed by other processes


@dataclass(frozen=True)
class Kept:
    """A version as runs need it."""

    id: int
    workflow_id: int
    number: int
    code_hash: str
    source: str
    overrides: Mapping[str, Any]


_current: dict[tuple[int, str], tuple[float, Kept]] = {}


def current(project_id: int, definition: WorkflowDefinition) -> Kept:
    """The version by which a run is made now. The first one, and one for changed code, is made here."""
    found = _current.get((project_id, definition.name))
    if found and monotonic() - found[0] < SECONDS_KEPT and found[1].code_hash == code_of(definition).hash:
        return found[1]
    kept = _newest(project_id, definition)
    # Not before the commit: what a transaction made that is rolled back is no version.
    transaction.on_commit(lambda: _current.__setitem__((project_id, definition.name), (monotonic(), kept)))
    return kept


def _newest(project_id: int, definition: WorkflowDefinition) -> Kept:
    workflow = _workflow(project_id, definition)
    newest = workflow.versions.filter(trial=False).first()
    overrides = _still_valid(definition, newest.overrides) if newest else {}
    # Not the newest one alone: while a deployment goes on, processes with old code and new run side by side.
    same = workflow.versions.filter(digest=_digest(definition, overrides), trial=False).first()
    return _kept(same or make(workflow, definition, overrides))


def _workflow(project_id: int, definition: WorkflowDefinition) -> Workflow:
    """Its definition, made where traces have not shown it yet. What a person said of it stays."""
    said = {"name": definition.name[:200], "kind": definition.kind, "state": Workflow.State.CONFIRMED}
    found, _ = Workflow.objects.get_or_create(project_id=project_id, key=definition.name, defaults=said)
    if found.state == Workflow.State.DISCOVERED:
        Workflow.objects.filter(pk=found.pk, state=Workflow.State.DISCOVERED).update(
            kind=definition.kind, state=Workflow.State.CONFIRMED
        )
    return found


def make(  # noqa: PLR0913
    workflow: Workflow,
    definition: WorkflowDefinition,
    overrides: Mapping[str, Any],
    by: str = "",
    note: str = "",
    *,
    trial: bool = False,
) -> WorkflowVersion:
    """A new version, unless the newest one says the same. `trial`: runs go on to start by the newest that is none."""
    code = code_of(definition)
    with transaction.atomic():
        Workflow.objects.select_for_update().get(pk=workflow.pk)
        newest = workflow.versions.filter(trial=trial).first()
        digest = _digest(definition, overrides)
        if newest is not None and newest.digest == digest:
            return newest
        last = workflow.versions.first()
        return WorkflowVersion.objects.create(
            project_id=workflow.project_id,
            workflow=workflow,
            number=last.number + 1 if last else 1,
            code_hash=code.hash,
            source=code.source.replace("\0", ""),
            policies=_policies(definition),
            overrides=dict(overrides),
            digest=digest,
            note=note[:200],
            made_by=by[:254],
            trial=trial,
        )


def override(
    workflow: Workflow, definition: WorkflowDefinition, overrides: Mapping[str, Any], by: str, note: str = ""
) -> Kept:
    """What the page sets by step, as a new version. Raises PolicyError."""
    steps = code_of(definition).steps
    for name, fields in overrides.items():
        if name not in steps:
            raise PolicyError(str(name), f"is no step of {definition.name}; it has {', '.join(steps)}")
        written.from_json(fields, _declared(steps[name], definition.kind))
    made = make(workflow, definition, overrides, by, note)
    _current.pop((workflow.project_id, definition.name), None)
    return _kept(made)


def policy_of(step: StepDefinition, kind: str, overrides: Mapping[str, Any]) -> Policy:
    """The code's policy with what a version overrides, by step."""
    fields = overrides.get(step.name)
    return written.from_json(fields, _declared(step, kind)) if fields else _declared(step, kind)


@lru_cache(maxsize=2000)
def version(version_id: int) -> Kept:
    """Versions do not change, so each process reads one once."""
    return _kept(WorkflowVersion.objects.get(pk=version_id))


def forget() -> None:
    _current.clear()
    version.cache_clear()


def _declared(step: StepDefinition, kind: str) -> Policy:
    """Its own policy, else that of its workflow's kind."""
    return step.policy if isinstance(step.policy, Policy) else defaults.for_kind(kind)


def _policies(definition: WorkflowDefinition) -> dict[str, Any]:
    return {name: written.as_json(_declared(step, definition.kind)) for name, step in code_of(definition).steps.items()}


def _still_valid(definition: WorkflowDefinition, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was overridden, what the code as it is now still takes."""
    kept = {}
    for name, step in code_of(definition).steps.items():
        if name in overrides:
            try:
                written.from_json(overrides[name], _declared(step, definition.kind))
            except PolicyError:
                continue
            kept[name] = overrides[name]
    return kept


def _digest(definition: WorkflowDefinition, overrides: Mapping[str, Any]) -> str:
    said = [code_of(definition).hash, _policies(definition), dict(overrides)]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _kept(row: WorkflowVersion) -> Kept:
    return Kept(row.pk, row.workflow_id, row.number, row.code_hash, row.source, row.overrides)
