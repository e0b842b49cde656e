"""The quick search finds traces by their id or its beginning, and sessions and people by theirs."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from aiops.core import formats
from aiops.core.errors import ApiError
from aiops.core.finding import Found, Sought
from aiops.core.models import Project
from aiops.core.periods import zone_of
from traces.store import reader
from traces.types import TraceFilter, TraceRow

EVER_NS = 2**62
LOOKED_THROUGH = 60  # traces, the newest
FEWEST_DIGITS = 6
FEWEST_CHARS = 3  # fewer are in too many traces
TIMEOUT_MS = 1_000  # each key stroke asks


def traces(sought: Sought) -> Iterator[tuple[str, Found]]:
    """What the search of the trace list finds, sorted by why; then a way to the list itself."""
    if len(sought.text) < FEWEST_CHARS:
        return
    slug = sought.project.slug
    try:
        filters = TraceFilter(0, EVER_NS, q=sought.text, limit=LOOKED_THROUGH)
        rows = reader.list_traces(sought.project.pk, filters, TIMEOUT_MS).rows
    except ApiError:  # too much fits: the list says so
        rows = ()
    yield from _by_id(sought, rows)
    yield from _named(sought, rows, "Sessions", "session", "talk")
    yield from _named(sought, rows, "People", "user", "user")
    if rows:
        query = urlencode({"q": sought.text, "range": "90d"})
        href = f"{reverse('traces:list', args=[slug])}?{query}"
        yield "Traces", Found(f"Traces with “{sought.text}”", href, "search", "the last 90 days")


def _by_id(sought: Sought, rows: tuple[TraceRow, ...]) -> Iterator[tuple[str, Found]]:
    wanted = sought.text.lower()
    zone = zone_of(sought.project)
    for row in rows:
        trace_id = row.trace_id.hex()
        if len(wanted) >= FEWEST_DIGITS and trace_id.startswith(wanted):
            href = reverse("traces:trace", args=[sought.project.slug, trace_id])
            note = f"{row.name or '(no name)'}, {formats.day_minute(formats.moment(row.start_ns, zone))}"
            yield "Traces", Found(trace_id[:16] + "…", href, "traces", note, mono=True)


def _named(
    sought: Sought, rows: tuple[TraceRow, ...], heading: str, what: str, icon: str
) -> Iterator[tuple[str, Found]]:
    names = {name: None for row in rows if (name := getattr(row, what))}
    for name in names:
        if name.lower().startswith(sought.text.lower()):
            yield heading, Found(name, address(sought.project, what, name), icon)


def address(project: Project, what: str, name: str) -> str:
    """The page of a session or of a person."""
    return f"{reverse(f'traces:{what}', args=[project.slug])}?{urlencode({what: name})}"
