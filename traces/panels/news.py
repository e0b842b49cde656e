"""What is new in the traces: versions of prompts, models and releases that came after others."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from aiops.core import formats
from aiops.core.models import Project
from aiops.core.news import News
from aiops.core.periods import in_url, ns_of, zone_of
from traces.store import versions

MOST_NAMED, MOST_CHARS = 3, 60
NAMES = {"prompt": ("Prompt", "Prompts"), "model": ("Model", "Models"), "release": ("Release", "Releases")}
ICONS = {"prompt": "doc", "model": "llm", "release": "flag"}


def arrivals(project: Project, since: datetime, until: datetime) -> Iterator[News]:
    """One line for each kind of a workflow, at the time of its newest."""
    zone, path = zone_of(project), reverse("traces:time", args=[project.slug])
    found: dict[tuple[str, str], list[versions.Arrival]] = defaultdict(list)
    for each in versions.arrived(project.pk, since, until):
        found[each.workflow, each.version.kind].append(each)
    for (workflow, kind), came in found.items():
        last_ns = came[-1].version.first_ns
        query = in_url(came[0].version.first_ns, ns_of(until), zone) | ({"workflow": workflow} if workflow else {})
        words = f"{NAMES[kind][len(came) > 1]} {_listed(came)} came to {workflow or 'runs of no workflow'}."
        yield News(formats.moment(last_ns, zone), words, f"{path}?{urlencode(query)}", ICONS[kind])


def _listed(came: list[versions.Arrival]) -> str:
    """The newest, and how many others."""
    names = [_called(each.version) for each in came[::-1]]
    shown, more = names[:MOST_NAMED], len(names) - MOST_NAMED
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _called(version: versions.Version) -> str:
    name = version.label or (f"v{version.number}" if version.kind == "prompt" else version.value)
    return name if len(name) <= MOST_CHARS else f"{name[: MOST_CHARS - 1]}…"
