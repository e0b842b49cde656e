"""The settings tab on erasing, for admins: whom or what to erase, and how far those are that were started."""

from typing import Any

from aiops.core.access import allows
from aiops.core.models import Membership, Project
from traces.forms import ErasureForm
from traces.models import Erasure
from traces.store import erasing

TAB = "erasure"
WORDS = {  # of one, of several
    "traces": ("trace", "traces"),
    "spans": ("span or event", "spans and events"),
    "scores": ("score", "scores"),
    "outcomes": ("outcome", "outcomes"),
    "quarantined": ("refused span", "refused spans"),
    "series": ("series of token metrics", "series of token metrics"),
}
ALWAYS = ("traces", "spans")  # also where there are none


def panel(project: Project, role: str | None, form: ErasureForm | None = None, **_: Any) -> dict[str, Any] | None:
    if not allows(role, Membership.Role.ADMIN):
        return None
    return {
        "project": project,
        "form": form or ErasureForm(),
        "jobs": [row(job) for job in erasing.of_project(project)],
    }


def row(job: Erasure) -> dict[str, Any]:
    return {"job": job, "working": job.state in Erasure.WORKING, "counts": counts(job)}


def counts(job: Erasure) -> list[tuple[str, int]]:
    """What it found, or once it takes away, what is gone: the words and the number of each."""
    sums = job.erased if job.confirmed_at else job.reach
    told = {name: sums.get(name, 0) for name in WORDS}
    return [(WORDS[name][number != 1], number) for name, number in told.items() if number or name in ALWAYS]
