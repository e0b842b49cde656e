"""The mapping rules of a project, from a copy that each process keeps for a while: spans arrive by the thousand."""

from time import monotonic

from workflows.analysis.rules import Rule, conditions_from
from workflows.models import MappingRule

SECONDS_KEPT = 30  # a changed rule reaches every process within this time

_kept: dict[int, tuple[float, tuple[Rule, ...]]] = {}


def for_project(project_id: int) -> tuple[Rule, ...]:
    """In order; usually there are none."""
    found = _kept.get(project_id)
    if found is None or monotonic() - found[0] > SECONDS_KEPT:
        found = _kept[project_id] = (monotonic(), read(project_id))
    return found[1]


def read(project_id: int) -> tuple[Rule, ...]:
    """As they are now."""
    rows = MappingRule.objects.filter(project_id=project_id).select_related("workflow")
    return tuple(Rule(each.position, conditions_from(each.conditions), each.workflow.key) for each in rows)


def forget() -> None:
    """So that a rule changed in this process counts at once."""
    _kept.clear()
