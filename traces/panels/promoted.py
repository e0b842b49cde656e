"""The settings tab on tags: what is promoted, how many values each tag has, how far stored spans are."""

from typing import Any

from aiops.core.access import allows
from aiops.core.models import Membership, Project
from traces.forms import PromotedForm
from traces.semconv.table import DEFAULT_TAGS
from traces.store import promoted, retagging

TAB = "tags"


def panel(project: Project, role: str | None, form: PromotedForm | None = None, **_: Any) -> dict[str, Any]:
    own = promoted.listed(project)
    values = promoted.counts(project.pk)
    return {
        "project": project,
        "is_admin": allows(role, Membership.Role.ADMIN),
        "own": [(each, values.get(each.tag, 0)) for each in own],
        "defaults": [(tag, attributes, values.get(tag, 0)) for tag, attributes in DEFAULT_TAGS],
        "most": promoted.most_values(),
        "form": form or PromotedForm(),
        **progress(project),
    }


def progress(project: Project) -> dict[str, Any]:
    job = retagging.latest(project)
    working = job is not None and job.state == job.State.WORKING
    return {"job": job, "working": working, "waits": round(retagging.waits(job)) if job and working else 0}
