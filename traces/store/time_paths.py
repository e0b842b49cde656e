"""Call paths by number. The numbers are hashes, so that every process finds the same one without asking."""

from collections.abc import Collection, Mapping
from hashlib import blake2b

from django.conf import settings

from aiops.core import sql
from traces.analysis.time.folded import Path
from traces.store.times import when

OTHER = 0  # what a project has no room for
SEPARATOR = "\x1f"


def number_of(path: Path) -> int:
    """A bigint; never OTHER."""
    text = SEPARATOR.join((*path.names, "", path.step, path.span_kind, path.kind))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True) or 1


def numbered(project_id: int, paths: Collection[Path], now_ns: int) -> Mapping[Path, int]:
    """The number of each path; those beyond settings.TIME_PATHS of a project are OTHER together."""
    if not paths:
        return {}
    ids = {path: number_of(path) for path in sorted(paths)}
    rows = {number: path._asdict() | {"path_id": number} for path, number in ids.items()}  # two may share a number
    params = {"project_id": project_id, "today": when(now_ns).date(), "most": settings.TIME_PATHS}
    sql.execute("traces", "add_time_paths", params | {"rows": sql.as_json(list(rows.values()))})
    found = sql.tuples("traces", "known_time_paths", {"project_id": project_id, "path_ids": list(ids.values())})
    known = {number for (number,) in found}
    return {path: number if number in known else OTHER for path, number in ids.items()}
