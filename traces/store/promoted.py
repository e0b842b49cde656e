"""Which attributes a project promotes to tags, and which values its tags have: copies that each process keeps a while.

A tag takes so many different values (settings.TAG_VALUES) and no more, for lists and sums are made by them. What counts
is what was seen within the project's retention. Processes learn of each other's values after SECONDS_KEPT, so that many
new values at once can be a few more.
"""

from collections.abc import Iterable, Sequence
from time import monotonic

import orjson
from django.conf import settings
from django.db import transaction

from aiops.core import sql
from aiops.core.models import Project
from traces.models import PromotedAttribute
from traces.types import Span

SECONDS_KEPT = 30  # a changed list reaches every process within this time
MOST_PROMOTED = 20
OTHER = "(other)"  # in the place of a value too many
Rule = tuple[str, str]  # attribute, tag


class TooManyError(Exception):
    """The project's list is full."""


class Known:
    """The list of one project and the values seen so far, by tag: with the last day (since 1970) they were seen."""

    def __init__(self, project_id: int) -> None:
        self.project_id = project_id
        self.loaded_at = monotonic()
        self.rules: tuple[Rule, ...] = tuple(
            PromotedAttribute.objects.filter(project_id=project_id).values_list("attribute", "tag")
        )
        self.values: dict[str, dict[str, int]] = {}
        for tag, value, day in sql.tuples("traces", "tag_values", {"project_id": project_id}):
            self.values.setdefault(tag, {})[value] = day
        self._new: dict[Rule, int] = {}
        self._written: set[Rule] = set()

    def admits(self, tag: str, value: str, day: int) -> bool:
        """Whether the tag may have this value; remembers that it was seen that day."""
        values = self.values.setdefault(tag, {})
        if value not in values and len(values) >= most_values():
            return value == OTHER
        if value != OTHER:
            values[value] = day
            self._new[tag, value] = day
        return True

    def forget(self, spans: Iterable[Span]) -> set[Rule]:
        """These were not stored after all: what they alone showed is not to be written.

        Answers the values among these that another batch has written meanwhile.
        """
        shown = {pair for span in spans for pair in span.tags.items()}
        for tag, value in shown:
            self._new.pop((tag, value), None)
            self.values.get(tag, {}).pop(value, None)
        return shown & self._written

    def write(self) -> None:
        """Stores what was seen since the last time: mostly nothing. Sorted: no two writers wait for each other."""
        if not self._new:
            return
        new, self._new = self._new, {}
        self._written.update(new)
        rows = [{"tag": tag, "value": value, "day": day} for (tag, value), day in sorted(new.items())]
        sql.execute("traces", "insert_tag_values", {"project_id": self.project_id, "rows": orjson.dumps(rows).decode()})


_known: dict[int, Known] = {}


def for_project(project_id: int) -> Known:
    """Read anew after SECONDS_KEPT."""
    known = _known.get(project_id)
    if known is None or monotonic() - known.loaded_at > SECONDS_KEPT:
        known = _known[project_id] = Known(project_id)
    return known


def forget() -> None:
    """Drops every copy, so that a list changed in this process counts at once."""
    _known.clear()


def listed(project: Project) -> Sequence[PromotedAttribute]:
    return list(PromotedAttribute.objects.filter(project=project))


def add(project: Project, attribute: str, tag: str) -> bool:
    """False when it stands there already. Raises TooManyError."""
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        own = PromotedAttribute.objects.filter(project=project)
        if own.filter(attribute=attribute, tag=tag).exists():
            return False
        if own.count() >= MOST_PROMOTED:
            raise TooManyError(f"At most {MOST_PROMOTED} attributes: remove one first.")
        PromotedAttribute.objects.create(project=project, attribute=attribute, tag=tag)
    forget()
    return True


def remove(promoted: PromotedAttribute) -> bool:
    """Takes it off the list; the values of a tag that nothing fills any more are forgotten. False: it was gone."""
    gone, _ = PromotedAttribute.objects.filter(pk=promoted.pk).delete()
    if not PromotedAttribute.objects.filter(project_id=promoted.project_id, tag=promoted.tag).exists():
        sql.execute("traces", "forget_tag_values", {"project_id": promoted.project_id, "tag": promoted.tag})
    forget()
    return bool(gone)


def counts(project_id: int) -> dict[str, int]:
    """How many values each tag has."""
    return dict(sql.tuples("traces", "tag_value_counts", {"project_id": project_id}))


def most_values() -> int:
    """How many values a tag may have."""
    return int(settings.TAG_VALUES)
