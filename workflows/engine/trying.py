"""What-if: recorded runs are replayed dry by another version; nothing outside is done, models are asked for real."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from workflows.analysis.policy_trial import Pair
from workflows.engine import control, versions
from workflows.models import PolicyTrial, Run, Workflow, WorkflowVersion

ENDED = (Run.State.SUCCEEDED, Run.State.FAILED)
NEVER = (*ENDED, Run.State.CANCELLED, Run.State.DEAD)


def recorded(workflow: Workflow, many: int) -> list[Run]:
    """The newest real runs that ended by themselves."""
    rows = Run.objects.filter(
        project_id=workflow.project_id, workflow=workflow, state__in=ENDED, dry_run=False, stopped_for=""
    )
    return list(rows.only("id", "spent_nanousd", "state").order_by("-created_at")[:many])


def start(workflow: Workflow, version: WorkflowVersion, runs: list[Run], by: str) -> PolicyTrial:
    """Replays each of the runs once; they begin when the transaction commits."""
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
    """Each recorded run beside its replay, as far as that has ended; runs that are no longer kept are left out."""
    of_project = Run.objects.filter(project_id=trial.project_id).defer("input")
    before = {str(each.pk): each for each in of_project.filter(pk__in=trial.runs)}
    replays = of_project.filter(workflow_id=trial.workflow_id, idempotency_key__in=list(trial.keys().values()))
    after = {str(each.forked_from_id): each for each in replays}
    return list(_paired(before, after))


def _paired(before: dict[str, Run], after: dict[str, Run]) -> Iterator[Pair]:
    for run_id, was in before.items():
        now = after.get(run_id)
        if now is not None:
            yield Pair(
                was.spent_nanousd, now.spent_nanousd + now.uncertain_nanousd, was.state == Run.State.SUCCEEDED,
                now.state == Run.State.SUCCEEDED, was.output == now.output, now.state in NEVER,
            )  # fmt: skip
