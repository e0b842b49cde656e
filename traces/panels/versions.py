"""Which version of its prompt, model and release a span shows, and since when; all versions of a trace's workflow."""

from typing import Any

from aiops.core.models import Project
from traces.store import versions
from traces.types import StoredSpan, TraceDetail

MOST_SHOWN = 50


def of_span(project: Project, span: StoredSpan, **_: Any) -> dict[str, Any] | None:
    """None where nothing is known yet, such as before the trace has settled."""
    shown = {"prompt": span.prompt_fingerprint, "model": span.model, "release": span.release}
    if not span.workflow or not any(shown.values()):
        return None
    known = versions.of_workflow(project.pk, span.workflow)
    found = [each for each in known if shown[each.kind] == each.value]
    return {"project": project, "versions": found} if found else None


def of_trace(project: Project, trace: TraceDetail, **_: Any) -> dict[str, Any] | None:
    """Newest first; only where something has changed: a workflow with one version of everything tells nothing."""
    workflow = trace.row.workflow
    known = versions.of_workflow(project.pk, workflow) if workflow else ()
    changed = {each.kind for each in known if each.number > 1}
    shown = sorted((each for each in known if each.kind in changed), key=lambda each: -each.first_ns)
    context = {"project": project, "workflow": workflow, "versions": shown[:MOST_SHOWN], "left_out": shown[MOST_SHOWN:]}
    return context if shown else None
