"""A TraceFilter as SQL: fixed pieces of trace_conditions.sql, chosen here, and parameters.

Why pieces and not `(%(x)s = '' OR column = %(x)s)`: the planner must see which conditions there are to use an index.
Why it is safe: pieces are looked up by names written here; nothing a person typed becomes text of a statement.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiops.core import sql
from traces.store import sketch
from traces.store.rows import MAX_LABEL_BYTES, cut
from traces.store.times import when
from traces.types import ANY_CAUSE, NOT_FAILED, TraceFilter

FACET_CHARS = 200  # as in the index trace_facets
ID_DIGITS = 32
FEWEST_DIGITS = 6  # of a trace id, to be looked for by its beginning
NONE_FOUND = "none_found"  # as traces.analysis.findings says it
HEX = frozenset("0123456789abcdef")
SKETCHES = ("kinds_sketch", "models_sketch", "tags_sketch")
COVERED = frozenset(
    {"workflow", "status", "not_failed", "min_duration_ms", "outcome", "no_outcome", "bad_outcome", "kind"}
)
IN_FACETS = frozenset({"workflow", "status", "user", "session", "kind", "model", "provider", "tags"})
LOOKED_UP = IN_FACETS | {"trace_id", "outcome", "bad_outcome"}
CAUSES = frozenset({"finding", "any_cause", "no_cause"})


def piece(name: str) -> str:
    return sql.fragments("traces", "trace_conditions")[name]


@dataclass(frozen=True, slots=True)
class Where:
    """The same conditions for each way to the traces: to test by the index over time alone, by the row, or to find."""

    names: tuple[str, ...]
    params: dict[str, Any]

    @property
    def cover(self) -> str:
        """What the index over time tells: it leaves out no trace that meets all conditions, and few others."""
        told = [name for name in self.names if name in COVERED and name != "kind"]
        return "\n".join(map(piece, [*told, *(name for name in SKETCHES if self.params[name])]))

    @property
    def covered(self) -> bool:
        """Whether the index over time tells all that is asked."""
        return COVERED.issuperset(self.names)

    @property
    def test(self) -> str:
        """All, in a form that no index answers: for rows that are at hand, or where most of all must be read."""
        return _tests(self.names)

    @property
    def ways(self) -> list[tuple[str, ...]]:
        """The conditions that one index can look up together: words and causes have their own."""
        words = tuple(name for name in self.names if name == "q")
        causes = tuple(name for name in self.names if name in CAUSES)
        others = tuple(name for name in self.names if name in LOOKED_UP)
        return [way for way in (others, causes, words) if way]

    def found_by(self, way: tuple[str, ...]) -> tuple[str, str]:
        """All as (what an index looks up, what is then tested). An index is over all projects: what is looked up names
        the project, so that a value is never sought among other projects' traces."""
        facets = ["facets"] if {*way} & IN_FACETS else []
        rest = tuple(name for name in self.names if name not in way)
        return "\n".join(piece(name) for name in (*way, *facets)), _tests(rest)


def _tests(names: Iterable[str]) -> str:
    pieces = (piece("q_text" if name == "q" else name).removeprefix("AND ") for name in names)
    return "\n".join(f"AND ({each}) IS TRUE" for each in pieces)


def where(project_id: int, f: TraceFilter) -> Where:
    """The conditions of a filter, and the parameters of every statement over traces."""
    params: dict[str, Any] = {
        "project_id": project_id,
        "from_time": when(f.from_ns),
        "to_time": when(f.to_ns),
        "facets": _facets(project_id, f),
    }
    names = [name for name in ("workflow", "status", "user", "session") if getattr(f, name)]
    params |= {name: stored(getattr(f, name)) for name in names}
    if f.status == NOT_FAILED:
        names[names.index("status")] = "not_failed"
    if f.outcome:
        names.append("no_outcome" if f.outcome == "none" else "outcome")
        params["outcome"] = f.outcome
    if f.finding:
        names += _finding(f.finding, params)
    for name, value in (("kind", f.kind), ("model", f.model), ("provider", f.provider)):
        if value:
            names.append(name)
            params[f"{name}s"] = [stored(value)]
    if f.tags:
        names.append("tags")
        params["tags"] = json.dumps(dict(f.tags))
    if f.min_duration_ms is not None:
        names.append("min_duration_ms")
        params["min_duration_ns"] = f.min_duration_ms * 1_000_000
    if f.q.strip():
        name, found = _search(project_id, f.q)
        names.append(name)
        params |= found
    return Where(tuple(names), params | _sketches(f))


def _sketches(f: TraceFilter) -> dict[str, int]:
    values = {"user_id": stored(f.user), "session": stored(f.session), "tags": dict(f.tags)}
    lists = {"kinds": f.kind, "models": f.model, "providers": f.provider}
    return sketch.of_row(values | {name: [stored(value)] if value else [] for name, value in lists.items()})


def _finding(code: str, params: dict[str, Any]) -> list[str]:
    """What came of a trace is known after it has settled, so a failed outcome is asked of the outcome itself."""
    if code == "outcome_failed":
        params["bad_outcome"] = "failure"
        return ["bad_outcome"]
    if code in {NONE_FOUND, ANY_CAUSE}:
        return ["no_cause" if code == NONE_FOUND else "any_cause"]
    params["findings"] = [code]
    params["project_facet"] = [f"p{params['project_id']}"]
    return ["finding"]


def _facets(project_id: int, f: TraceFilter) -> list[str]:
    pairs = (("s", "" if f.status == NOT_FAILED else f.status), ("w", f.workflow), ("u", f.user), ("i", f.session))
    return [f"p{project_id}", *(facet(key, value) for key, value in pairs if value)]


def stored(value: str) -> str:
    """A label as the writer keeps it: whoever looks for the whole of a long one finds it."""
    return cut(value, MAX_LABEL_BYTES)


def facet(key: str, value: str) -> str:
    return key + stored(value)[:FACET_CHARS]


def _search(project_id: int, q: str) -> tuple[str, dict[str, Any]]:
    """A whole trace id finds that trace; other text the beginnings of words or of an id, or exactly a user or session.

    Users and sessions are found by their beginnings too, among the words, once a trace is settled.
    """
    if trace_id := trace_id_in(q):
        return "trace_id", {"trace_id": trace_id}
    text = q.strip()
    first_id, last_id = _ids_from(text.lower())
    words = " & ".join(f"'{project_id}:{_quoted(word)}':*" for word in text.lower().split())
    mine = f"p{project_id}"
    return "q", {
        "words": words,
        "first_id": first_id,
        "last_id": last_id,
        "q_user": [mine, facet("u", text)],
        "q_session": [mine, facet("i", text)],
        "q_text": stored(text)[:FACET_CHARS],
        "q_words": [f"% {_escaped(word)}%" for word in text.lower().split()],
    }


def trace_id_in(q: str) -> uuid.UUID | None:
    """The trace that a search names by its whole id: it is meant at whatever time it was."""
    text = q.strip().lower()
    return uuid.UUID(hex=text) if len(text) == ID_DIGITS and set(text) <= HEX else None


def _ids_from(digits: str) -> tuple[uuid.UUID, uuid.UUID]:
    """The first and the last trace id that begin so; for what is no beginning of an id a range without any."""
    if not FEWEST_DIGITS <= len(digits) < ID_DIGITS or not set(digits) <= HEX:
        return uuid.UUID(int=1), uuid.UUID(int=0)
    return uuid.UUID(hex=digits.ljust(ID_DIGITS, "0")), uuid.UUID(hex=digits.ljust(ID_DIGITS, "f"))


def _escaped(word: str) -> str:
    """As it stands in a pattern of LIKE."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _quoted(word: str) -> str:
    """As it stands between the quotes of a tsquery."""
    return word.replace("\\", "\\\\").replace("'", "''")
