"""What people and other systems may do to a run: start, cancel, answer, fork, replay, drive again, choose.

The API and the pages call these; each starts from a project's id and says who did it. Raises RefusedError for what
cannot be done.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from aiops.core import audit, sql
from aiops.core.models import Project
from workflows.engine import codec, ending, nudges, one, registry, starting, tokens, versions
from workflows.engine.starting import ConflictError, RefusedError, Started, UnknownWorkflowError, start
from workflows.models import Effect, Run, Step, Wait
from workflows.store import attempts, runs

__all__ = [
    "ConflictError", "RefusedError", "Started", "UnknownWorkflowError", "answer", "answer_token", "cancel", "choose",
    "fork", "open_waits", "redrive", "replay", "resolve_effect", "start",
]  # fmt: skip
ENDED = (Run.State.SUCCEEDED, Run.State.FAILED, Run.State.CANCELLED, Run.State.DEAD)
MOST_ANSWER_BYTES = 256 * 1024


@dataclass(frozen=True)
class OpenWait:
    """What a run waits for, with the token that answers it."""

    id: int
    run_id: UUID
    step_key: str
    kind: str
    who: str
    question: str
    token: str


def cancel(project_id: int, run_id: UUID, by: str = "") -> str:
    """Ends it now where no worker has it, else as soon as its worker hears. Answers the state it has then.

    What ended before stays as it is.
    """
    run = _run(project_id, run_id)
    if run.state in ENDED:
        return str(run.state)
    if ending.end_idle(project_id, run_id, Run.State.CANCELLED, ending.CANCELLED, by):
        return str(Run.State.CANCELLED)
    sql.execute("workflows", "run_cancel", {"project_id": project_id, "run_id": run_id, "by": by[:254]})
    nudges.nudge()
    return str(_run(project_id, run_id).state)


def answer(project_id: int, wait_id: int, said: Any, by: str = "") -> bool:
    """Answers a wait. False: somebody did before, or it is over. The first answer holds. Raises RefusedError."""
    try:
        text = codec.dumps(said, "answer", MOST_ANSWER_BYTES).decode()
    except codec.UnstorableError as error:
        raise RefusedError("bad_answer", str(error), "answer") from None
    wait = Wait.objects.filter(project_id=project_id, pk=wait_id).first()
    if wait is None:
        raise RefusedError("unknown_wait", "There is no such wait.")
    params = {"project_id": project_id, "run_id": wait.run_id, "wait_id": wait_id, "answer": text, "by": by[:254]}
    with transaction.atomic():
        sql.execute("workflows", "run_hold", params)  # first the run, as the worker that puts it aside does
        if not sql.tuples("workflows", "wait_answer", params):
            return False
        runs.wake(project_id, wait.run_id)
        nudges.nudge()
    return True


def answer_token(token: str, said: Any, by: str = "", kind: str = "") -> bool | None:
    """The same by what the address holds. None: there is no such wait (of this kind)."""
    wait = wait_of(token, kind)
    return answer(wait.project_id, wait.pk, said, by) if wait else None


def wait_of(token: str, kind: str = "") -> Wait | None:
    """The wait that a token opens, whoever asks; its project is in the row."""
    found = Wait.objects.filter(token_hash=tokens.hashed(token))
    return (found.filter(kind=kind) if kind else found).first()


def open_waits(project_id: int, run_id: UUID) -> list[OpenWait]:
    rows = Wait.objects.filter(project_id=project_id, run_id=run_id, state=Wait.State.OPEN).order_by("pk")
    return [
        OpenWait(row.pk, row.run_id, row.step_key, row.kind, row.who, row.question, tokens.token(row.nonce))
        for row in rows
    ]


def fork(  # noqa: PLR0913
    project_id: int,
    run_id: UUID,
    from_step: str = "",
    by: str = "",
    *,
    dry_run: bool | None = None,
    version: versions.Kept | None = None,
    key: str | None = None,
) -> UUID:
    """A new run of the code as it is now, with the results of all steps before `from_step` (empty: of none).

    What the run noted to be done outside before that step is not done again. `version`: by whose policies, where not
    by those of now; under one `key` there is one fork.
    """
    run = _run(project_id, run_id)
    if run.state not in ENDED and run.stopped_for != "code_changed":
        raise RefusedError("not_ended", f"A run is forked once it has ended; this one is {run.state}.")
    definition = starting.declared(run.name)
    done = list(run.steps.filter(project_id=project_id, state__in=("done", "failed")).order_by("ended_at", "pk"))
    keys = [each.key for each in done]
    if from_step and from_step not in keys:
        raise RefusedError("unknown_step", "The run did not get to this step.", "from_step")
    kept = keys[: keys.index(from_step)] if from_step else []
    version = version or versions.current(project_id, definition)
    fields = {
        "version_id": version.id,
        "workflow_id": version.workflow_id,
        "input": codec.dumps(run.input, "input").decode(),
        "idempotency_key": key,
        "body_hash": bytes(run.body_hash),
        "dry_run": run.dry_run if dry_run is None else dry_run,
        "deadline_s": definition.deadline_ms / 1000,
        "started_by": by[:254],
        "forked_from_id": run.id,
        "forked_step": from_step,
    }
    with transaction.atomic():
        made = starting.insert(project_id, definition, fields).run_id
        params = {"project_id": project_id, "run_id": run.id, "fork_id": made, "keys": kept}
        sql.execute("workflows", "run_steps_copy", params)
        if fields["dry_run"] or not run.dry_run:  # what a dry run noted was done nowhere
            _keep_effects(project_id, run, made, next((each for each in done if each.key == from_step), None))
        _audit(project_id, "run.forked", run, by, fork=str(made), step=from_step)
    return made


def _keep_effects(project_id: int, run: Run, fork_id: UUID, step: Step | None) -> None:
    """What was noted before `step` stands in the fork as done.

    None: all of it where the run stopped for changed code, as the fork goes on in its place; else nothing. Effects go
    with the next commit, which is the step's own; a wait's end is no commit, so what went with it came later.
    """
    if step is None and run.stopped_for != "code_changed":
        return
    params = {
        "project_id": project_id,
        "run_id": run.id,
        "fork_id": fork_id,
        "until": step.ended_at if step else None,
        "with_it": step is not None and step.kind != Step.Kind.WAIT,
    }
    sql.execute("workflows", "run_effects_copy", params)


def replay(project_id: int, run_id: UUID, by: str = "", *, dry_run: bool = True) -> UUID:
    """The same input once more from the beginning; by default nothing outside is done."""
    return fork(project_id, run_id, "", by, dry_run=dry_run)


def redrive(project_id: int, run_id: UUID, by: str = "") -> None:
    """A dead or failed run goes on from its last committed step; what had failed is tried anew."""
    run = _run(project_id, run_id)
    definition = registry.known().get(run.name)
    deadline_s = definition.deadline_ms / 1000 if definition else 900.0
    params = {"project_id": project_id, "run_id": run_id, "deadline_s": deadline_s}
    with transaction.atomic():
        if not sql.execute("workflows", "run_redrive", params):
            raise RefusedError("not_ended", f"Only dead and failed runs are driven again; this one is {run.state}.")
        sql.execute("workflows", "provider_batch_anew", params)
        sql.execute("workflows", "run_failed_steps", params)
        _ask_about_unsafe(project_id, run)
        _audit(project_id, "run.redriven", run, by)
        nudges.nudge()


def _ask_about_unsafe(project_id: int, run: Run) -> None:
    """What must not be done twice, and failed or waits for nothing any more, may have been done: a person says."""
    lost = attempts.before(project_id, run.id)
    waits = Wait.objects.filter(project_id=project_id, run_id=run.id, consumed=False).exclude(state=Wait.State.VOID)
    unsafe = run.steps.filter(project_id=project_id, effect="unsafe")
    failed = Q(state=Step.State.FAILED) | Q(state=Step.State.WAITING) & ~Q(key__in=waits.values("step_key"))
    for step in unsafe.filter(failed):
        question = one.FAILED_UNSAFE.format(key=step.key, error=(step.error or {}).get("type", "it was given up"))
        row = one.wait_row(step.key, one.what_became_of(question, lost.get(step.key, (0, 0))[1]))
        expires_at = timezone.now() + timedelta(seconds=row.pop("seconds"))
        Wait.objects.create(project_id=project_id, run_id=run.id, expires_at=expires_at, **row)
        run.steps.filter(project_id=project_id, pk=step.pk).update(state=Step.State.WAITING, error=None, ended_at=None)


def choose(project_id: int, run_id: UUID, choice: str, by: str = "") -> UUID:
    """What becomes of a run that stopped as its code changed. Answers the run that goes on (a fork is another one).

    go_on: under the code as it is now, from where it stands; a step that differs stops it again. fork: a new run with
    the results so far, this one is cancelled. pin: it waits for a worker with its old code. refuse: it fails.
    """
    run = _run(project_id, run_id)
    if run.state != Run.State.WAITING or run.stopped_for != "code_changed":
        raise RefusedError("not_stopped", "This run did not stop for changed code.")
    definition = starting.declared(run.name)
    with transaction.atomic():
        _audit(project_id, "run.code_changed", run, by, choice=choice)
        if choice == "go_on":
            version = versions.current(project_id, definition)
            Run.objects.filter(pk=run.pk, project_id=project_id).update(version_id=version.id, pinned_hash="")
            runs.wake(project_id, run_id, stopped=True)
        elif choice == "pin":
            Run.objects.filter(pk=run.pk, project_id=project_id).update(pinned_hash=run.version.code_hash)
            runs.wake(project_id, run_id, stopped=True)
        elif choice == "refuse":
            ending.end_idle(project_id, run_id, Run.State.FAILED, dict(run.error or {}), by)
        elif choice == "fork":
            run_id = _fork_all(project_id, run, by)
        else:
            raise RefusedError("bad_choice", "Choose go_on, fork, pin or refuse.", "choice")
        nudges.nudge()
    return run_id


def _fork_all(project_id: int, run: Run, by: str) -> UUID:
    """From the step at which the code differs, or from the beginning where only the code as a whole does."""
    step = str((run.error or {}).get("step", ""))
    known = run.steps.filter(project_id=project_id, key=step, state__in=("done", "failed")).exists()
    made = fork(project_id, run.id, step if known else "", by)
    ending.end_idle(project_id, run.id, Run.State.CANCELLED, {**(run.error or {}), "forked_to": str(made)}, by)
    return made


def resolve_effect(project_id: int, effect_id: int, choice: str, by: str = "") -> bool:
    """What a person found out about an effect of which nobody knows the end: sent, or retry. False: it is settled."""
    states = {"sent": Effect.State.SENT, "retry": Effect.State.PENDING}
    if choice not in states:
        raise RefusedError("bad_choice", "Choose sent or retry.", "choice")
    open_ = Effect.objects.filter(
        project_id=project_id, pk=effect_id, state__in=(Effect.State.ASKED, Effect.State.DEAD)
    )
    with transaction.atomic():
        changed = open_.update(state=states[choice], tries=0)
        if changed:
            effect = Effect.objects.select_related("run").get(project_id=project_id, pk=effect_id)
            _audit(project_id, "effect.resolved", effect.run, by, effect=effect.key, choice=choice)
    return bool(changed)


def _run(project_id: int, run_id: UUID) -> Run:
    run = Run.objects.filter(project_id=project_id, pk=run_id).first()
    if run is None:
        raise RefusedError("unknown_run", "There is no such run.")
    return run


def _audit(project_id: int, action: str, run: Run, by: str, **details: Any) -> None:
    project = Project.objects.get(pk=project_id)
    audit.record(action, f"{run.name} {run.id}", project=project, by=by or audit.COMMAND_LINE, **details)
