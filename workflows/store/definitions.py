"""What a project's definitions say about crediting: which names a workflow has, its rule, its metrics' windows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic

from workflows.models import SuccessMetric, Workflow
from workflows.models.definitions import DEFAULT_WINDOW_DAYS

SECONDS_KEPT = 30
MOST_HOPS = 10  # from a merged workflow to the one that stands for it


@dataclass(frozen=True, slots=True)
class Terms:
    """By which an outcome is credited."""

    names: tuple[str, ...]  # of runs that it may be about: the workflow and what was merged into it
    credit: str = Workflow.Credit.LAST.value
    window_days: int = DEFAULT_WINDOW_DAYS
    value_per_unit_nanousd: int | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    name: str
    window_days: int
    value_per_unit_nanousd: int | None


@dataclass(frozen=True)
class Definitions:
    """Of one project. A workflow that nobody defined has the defaults."""

    target: Mapping[str, str] = field(default_factory=dict)  # name -> the one that stands for it
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    credit: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, tuple[Metric, ...]] = field(default_factory=dict)

    def terms(self, workflow: str, metric: str | None) -> Terms:
        """An outcome that names no metric is of the workflow's only one, where it has one only."""
        key = self.target.get(workflow, workflow)
        known = self.metrics.get(key, ())
        found = next((each for each in known if each.name == metric), None)
        if metric is None and len(known) == 1:
            found = known[0]
        names, credit = self.names.get(key, (key,)), self.credit.get(key, Workflow.Credit.LAST.value)
        if found is None:
            return Terms(names, credit)
        return Terms(names, credit, found.window_days, found.value_per_unit_nanousd)

    @property
    def longest_window_days(self) -> int:
        windows = (each.window_days for metrics in self.metrics.values() for each in metrics)
        return max([DEFAULT_WINDOW_DAYS, *windows])


def read(project_id: int) -> Definitions:
    """As they are now."""
    rows = {each.pk: each for each in Workflow.objects.filter(project_id=project_id)}
    target = {each.key: _stands_for(each, rows).key for each in rows.values()}
    names: dict[str, tuple[str, ...]] = {}
    for key, stands in target.items():
        names[stands] = (*names.get(stands, ()), key)
    metrics: dict[str, tuple[Metric, ...]] = {}
    for each in SuccessMetric.objects.filter(workflow__project_id=project_id).order_by("pk"):
        key = rows[each.workflow_id].key
        metrics[key] = (*metrics.get(key, ()), Metric(each.name, each.window_days, each.value_per_unit_nanousd))
    return Definitions(target, names, {each.key: each.credit for each in rows.values()}, metrics)


def _stands_for(workflow: Workflow, rows: Mapping[int, Workflow]) -> Workflow:
    for _ in range(MOST_HOPS):
        if workflow.merged_into_id is None or workflow.merged_into_id not in rows:
            break
        workflow = rows[workflow.merged_into_id]
    return workflow


_kept: dict[int, tuple[float, Definitions]] = {}


def recent(project_id: int) -> Definitions:
    """As they were at most SECONDS_KEPT ago."""
    found = _kept.get(project_id)
    if found is None or monotonic() - found[0] > SECONDS_KEPT:
        found = _kept[project_id] = (monotonic(), read(project_id))
    return found[1]


def forget() -> None:
    _kept.clear()
