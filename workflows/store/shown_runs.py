"""Runs as their pages show them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from workflows.models import Attempt, Effect, Run, ScheduleFire, Step, Wait

SHOWN = 50
MOST_STEPS = 300
ACTIVE = (Run.State.QUEUED, Run.State.RUNNING, Run.State.WAITING)
ENDED_BADLY = (Run.State.FAILED, Run.State.DEAD)


@dataclass(frozen=True)
class RunFilter:
    """`before`: the run that the page before ended with."""

    start: datetime
    end: datetime
    workflow: str = ""
    state: str = ""
    before: str = ""


@dataclass(frozen=True)
class Listed:
    rows: Sequence[Run]
    states: dict[str, int]
    next: str  # empty on the last page


def listed(project_id: int, wanted: RunFilter) -> Listed:
    """The newest first, with how many there are of each state, whatever state is asked for."""
    within = Run.objects.filter(project_id=project_id, created_at__gte=wanted.start, created_at__lt=wanted.end)
    if wanted.workflow:
        within = within.filter(name=wanted.workflow)
    states = dict(within.order_by().values_list("state").annotate(number=Count("pk")))
    rows = list(_page(within, project_id, wanted)[: SHOWN + 1])
    return Listed(rows[:SHOWN], states, str(rows[SHOWN - 1].pk) if len(rows) > SHOWN else "")


def _page(within: QuerySet[Run], project_id: int, wanted: RunFilter) -> QuerySet[Run]:
    if wanted.state:
        within = within.filter(state=wanted.state)
    if wanted.before and (last := Run.objects.filter(project_id=project_id, pk=wanted.before).first()):
        within = within.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk))
    return within.defer("input", "output").order_by("-created_at", "-pk")


@dataclass
class StepLine:
    """A step and its attempts. `step` None: it is being tried now, and nothing of it is committed."""

    key: str
    step: Step | None
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def from_cache(self) -> bool:
        return self.step is not None and self.step.rung == "cache"


@dataclass(frozen=True)
class Detail:
    lines: Sequence[StepLine]
    more_steps: int
    waits: Sequence[Wait]
    effects: Sequence[Effect]
    forks: Sequence[Run]


def detail(run: Run) -> Detail:
    """What is known of a run; of very many steps those that failed or wait, then the first."""
    of_run: dict[str, Any] = {"project_id": run.project_id, "run_id": run.pk}
    steps = Step.objects.filter(**of_run)
    worst = list(steps.exclude(state=Step.State.DONE).order_by("pk")[:MOST_STEPS])
    good = list(steps.filter(state=Step.State.DONE).order_by("pk")[: MOST_STEPS - len(worst)])
    shown = sorted([*worst, *good], key=lambda each: each.pk)
    attempts = _attempts(of_run, {each.key for each in shown})
    lines = [StepLine(each.key, each, attempts.pop(each.key, [])) for each in shown]
    number = steps.count()
    if number <= MOST_STEPS:
        lines += [StepLine(key, None, tried) for key, tried in attempts.items()]
    return Detail(
        lines,
        number - len(shown),
        list(Wait.objects.filter(**of_run).order_by("pk")[:MOST_STEPS]),
        list(Effect.objects.filter(**of_run).order_by("pk")[:MOST_STEPS]),
        list(Run.objects.filter(project_id=run.project_id, forked_from_id=run.pk).order_by("created_at")[:20]),
    )


def _attempts(of_run: dict[str, Any], keys: set[str]) -> dict[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = defaultdict(list)
    wanted = Attempt.objects.filter(**of_run).filter(Q(step_key__in=keys) | Q(outcome=""))
    for each in wanted.order_by("pk")[: 4 * MOST_STEPS]:
        found[each.step_key].append(each)
    return found


def approvals(project_id: int) -> QuerySet[Wait]:
    """What people are asked, the oldest first."""
    open_ = Wait.objects.filter(project_id=project_id, kind=Wait.Kind.APPROVAL, state=Wait.State.OPEN)
    return open_.select_related("run").order_by("made_at", "pk")


def answered(project_id: int, most: int = 20) -> QuerySet[Wait]:
    gone = Wait.objects.filter(project_id=project_id, kind=Wait.Kind.APPROVAL).exclude(state=Wait.State.OPEN)
    return gone.select_related("run").order_by("-pk")[:most]


def approval(project_id: int, pk: int) -> Wait | None:
    wanted = Wait.objects.filter(project_id=project_id, pk=pk, kind=Wait.Kind.APPROVAL)
    return wanted.select_related("run").first()


def fires(project_id: int, most: int = 20) -> QuerySet[ScheduleFire]:
    """Times of schedules that came, the newest first."""
    found = ScheduleFire.objects.filter(schedule__project_id=project_id)
    return found.select_related("schedule__workflow", "run").order_by("-fire_at")[:most]


def find(project_id: int, run_id: UUID) -> Run | None:
    related = ("workflow", "version", "forked_from", "parent")
    return Run.objects.select_related(*related).filter(project_id=project_id, pk=run_id).first()
