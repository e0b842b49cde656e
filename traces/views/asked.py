"""What the trace list's URL asks for: a time range, a comparison, filters, an order; and the filters as chips."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from django.http import QueryDict

from aiops.core import formats
from aiops.core.forms import PeriodForm
from aiops.core.models import Project
from aiops.core.periods import in_url, zone_of
from traces.analysis.findings import NONE_FOUND, RULES
from traces.analysis.verdict import FAILED, OK
from traces.forms import TraceFilterForm
from traces.types import ANY_CAUSE, NOT_FAILED, TraceFilter

# Every filter in the order of the menu: parameter, title, what to type. `q` has a field of its own.
FACETS = (
    ("workflow", "Workflow", "support-answer"),
    ("status", "Status", ""),
    ("model", "Model", "gpt-4.1"),
    ("provider", "Provider", "openai"),
    ("kind", "Span kind", "llm, tool, retriever"),
    ("outcome", "Outcome", "success, failure, mixed, none"),
    ("finding", "Finding", "truncated_output"),
    ("user", "User", "the id your service sends"),
    ("session", "Session", "the id your service sends"),
    ("min_duration_ms", "Took at least", "milliseconds, such as 5000"),
)
TITLES = {name: title for name, title, _ in FACETS}
STATUS_WORDS = {
    "error": FAILED.word,
    NOT_FAILED: OK.word,
    "ok": f"{OK.word}, as the sender said",
    "unset": f"{OK.word}, no status set",
}
FINDING_WORDS = {each.code: each.title for each in RULES} | {
    NONE_FOUND: "Failed, no cause found",
    ANY_CAUSE: "Failed, whatever the cause",
}
FIELDS = TITLES | {"from": "From", "to": "Until", "range": "Time range", "compare": "Comparison", "sort": "Order"}


@dataclass(frozen=True)
class Chip:
    """A filter in use. `url` is the list without it."""

    name: str
    title: str
    value: str
    url: str


class Asked:
    """The forms behind the trace list, bound to one URL. With `problems` there is nothing to read."""

    def __init__(self, query: QueryDict, project: Project, now: datetime | None = None) -> None:
        self.query, self.project = query, project
        self.zone = zone_of(project)
        self.now = now or datetime.now(UTC)
        self.period_form = PeriodForm(query, zone=self.zone, now=self.now, default="24h")
        self.filter_form = TraceFilterForm(query, zone=self.zone)

    @cached_property
    def problems(self) -> list[str]:
        """Sentences, each once; the time control's own stand at its fields too."""
        self.period_form.is_valid()
        self.filter_form.is_valid()
        found = []
        for form in (self.period_form, self.filter_form):
            for name, messages in form.errors.items():
                found += [f"{FIELDS.get(name, name)}: {message}" for message in messages]
        return list(dict.fromkeys(found))

    @cached_property
    def filter(self) -> TraceFilter:
        """What can be read of it; all of it where there are no problems."""
        self.filter_form.is_valid()
        self.period_form.is_valid()
        return self.filter_form.trace_filter(self.period_form.period())

    def compared(self) -> TraceFilter | None:
        """The same filter over the comparison's time; None without a comparison."""
        period = self.period_form.comparison()
        return replace(self.filter, from_ns=period.from_ns, to_ns=period.to_ns) if period else None

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """Choices of the menu."""
        return list(STATUS_WORDS.items())

    @property
    def findings(self) -> list[tuple[str, str]]:
        """Choices of the menu, by their words."""
        return sorted(FINDING_WORDS.items(), key=lambda each: each[1])

    @cached_property
    def chips(self) -> list[Chip]:
        values = [(name, str(getattr(self.filter, name) or "")) for name, _, _ in FACETS]
        values += [(f"tag.{name}", value) for name, value in self.filter.tags]
        return [
            Chip(name, TITLES.get(name, name.removeprefix("tag.")), _shown(name, value), self.without(name))
            for name, value in values
            if value
        ]

    def without(self, *names: str) -> str:
        """This URL's query without these parameters, from the first page on."""
        query = self.query.copy()
        for name in (*names, "cursor"):
            query.pop(name, None)
        return f"?{query.urlencode()}"

    def unfiltered(self) -> str:
        """This URL's query with no filter and no search: the same time, comparison and order."""
        return self.without(*(name for name in self.query if name in TITLES or name == "q" or name.startswith("tag.")))

    def with_value(self, name: str, value: str) -> str:
        """This URL's query with the filter, from the first page on."""
        query = self.query.copy()
        for gone in ("cursor", "prefix"):
            query.pop(gone, None)
        query[name] = value
        return f"?{query.urlencode()}"

    def on_day(self, at_ns: int) -> str:
        """This URL's query for the whole day of the project's zone that holds the instant."""
        day = formats.moment(at_ns, self.zone).date()
        query = self.query.copy()
        for name in ("range", "cursor"):
            query.pop(name, None)
        query["from"], query["to"] = day.isoformat(), (day + timedelta(days=1)).isoformat()
        return f"?{query.urlencode()}"

    def within(self, start_ns: int, end_ns: int, **filters: str) -> str:
        """This URL's query for a part of its time, with more filters."""
        query = self.query.copy()
        for name in ("range", "cursor"):
            query.pop(name, None)
        for name, value in (in_url(start_ns, end_ns, self.zone) | filters).items():
            query[name] = value
        return f"?{query.urlencode()}"

    def relaxed(self, name: str) -> TraceFilter:
        """The filter without one of its conditions, for one trace only: is there anything without it?"""
        if name.startswith("tag."):
            kept = tuple(pair for pair in self.filter.tags if pair[0] != name.removeprefix("tag."))
            return replace(self.filter, tags=kept, limit=1, cursor="")
        empty = None if name == "min_duration_ms" else ""
        return replace(self.filter, **{name: empty}, limit=1, cursor="")  # type: ignore[arg-type]


def _shown(name: str, value: str) -> str:
    """As people read it."""
    if name == "status":
        return STATUS_WORDS.get(value, value)
    if name == "finding":
        return FINDING_WORDS.get(value, value)
    return f"{int(value):,} ms" if name == "min_duration_ms" else value
