"""Workflows nobody defined: their names are noted as traces settle, and each becomes a definition to be confirmed."""

from collections import defaultdict

from django.db import transaction

from aiops.core import sql
from workflows.models import Workflow

MOST = 1_000  # definitions of a project that nobody made: a client may send another name each time
_known: dict[int, set[str]] = defaultdict(set)  # by project; each process knows of its own


def note(project_id: int, names: set[str]) -> None:
    """Writes those that this process has not yet seen stored."""
    known = _known[project_id]
    if not (new := names - known) or len(known) > MOST:
        return
    sql.execute("workflows", "note_names", {"project_id": project_id, "names": sorted(new)})
    transaction.on_commit(lambda: known.update(new))


def make_definitions(project_id: int) -> int:
    """Makes what is missing; answers how many."""
    defined = set(Workflow.objects.filter(project_id=project_id).values_list("key", flat=True))
    found = sql.tuples("workflows", "seen_names", {"project_id": project_id, "most": MOST})
    new = [name for (name,) in found if name not in defined][: max(MOST - len(defined), 0)]
    rows = [Workflow(project_id=project_id, key=name, name=name[:200]) for name in new]
    return len(Workflow.objects.bulk_create(rows, ignore_conflicts=True))


def forget() -> None:
    _known.clear()
