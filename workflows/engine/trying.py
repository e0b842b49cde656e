"""What-if: recorded runs are replayed dry by another version; nothing outside is done, models are asked for real."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, When

from workflows.analysis.policy_trial import Pair
from workflows.engine import control, versions
from workflows.models import PolicyTrial, Run, Step, Workflow, WorkflowVersion

ENDED = (Run.State.SUCCEEDED, Run.State.FAILED)
NEVER = (*ENDED, Run.State.CANCELLED, Run.State.DEAD)
OF_BOTH = ("state", "spent_nanousd", "uncertain_nanousd")
READ = (*OF_BOTH, *(f"forked_from__{name}" for name in OF_BOTH), "same", "cached")


def recorded(workflow: Workflow, many: int) -> list[Run]:
    """The newest real runs that ended by themselves."""
    rows = Run.objects.filter(
        project_id=workflow.project_id, workflow=workflow, state__in=ENDED, dry_run=False, stopped_for=""
    )
    return list(rows.only("id", "spent_nanousd", "state").order_by("-created_at")[:many])


def start(workflow: Workflow, version: WorkflowVersion, runs: list[Run], by: str) -> PolicyTrial:
    """Replays each of the runs once; they begin when the transaction commits. Raises RefusedError."""
    with transaction.atomic():
        made = PolicyTrial.objects.create(
            project_id=workflow.project_id, workflow=workflow, version=version, made_by=by[:254],
            runs=[str(each.pk) for each in runs],
        )  # fmt: skip
        kept = versions.version(version.pk)
        for run_id, key in made.keys().items():
            control.fork(workflow.project_id, UUID(run_id), "", by, dry_run=True, version=kept, key=key)
    return made


def pairs(trial: PolicyTrial) -> list[Pair]:
    """Each recorded run beside its replay, as far as that has ended; runs that are no longer kept are left out.

    Outputs are compared where they are kept: they may be large.
    """
    of = trial.project_id
    replays = Run.objects.filter(
        project_id=of, workflow_id=trial.workflow_id, idempotency_key__in=list(trial.keys().values()),
        forked_from__project_id=of,
    )  # fmt: skip
    both_none = Q(output=None, forked_from__output=None)
    rows = replays.annotate(
        same=Case(When(Q(output=F("forked_from__output")) | both_none, then=True), default=False),
        cached=Exists(Step.objects.filter(project_id=of, run_id=OuterRef("forked_from_id"), rung="cache")),
    ).values(*READ)
    return [_pair(row) for row in rows]


def _pair(row: dict[str, Any]) -> Pair:
    was, now = (row[f"{of}state"] for of in ("forked_from__", ""))
    uncertain = row["forked_from__uncertain_nanousd"] or row["uncertain_nanousd"]
    return Pair(
        row["forked_from__spent_nanousd"], row["spent_nanousd"], was == Run.State.SUCCEEDED,
        now == Run.State.SUCCEEDED, row["same"], now in NEVER, not (uncertain or row["cached"]),
    )  # fmt: skip
