"""What was erased and may not come back. Kept as digests under a key of the installation, never as the values.

Of a trace everything is refused that comes later; of a person or a session what happened before they were erased, and
with it the whole trace it stands in. What they do afterwards is new and welcome.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import blake2b
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from aiops.core import sql
from traces.models import Erasure
from traces.store.rows import MAX_LABEL_BYTES, cut
from traces.store.times import EPOCH, when
from traces.types import Span

CODE = "erased"
REASON = "was erased from this project; what belongs to it is not taken again"


class Mark(NamedTuple):
    """`before`: what happened earlier is refused."""

    before: datetime
    erasure_id: int


class ErasedError(Exception):
    """Spans of these traces (with the erasure that each falls under) are not to be stored."""

    def __init__(self, traces: Mapping[bytes, int]) -> None:
        super().__init__(f"{len(traces)} traces")
        self.traces = traces


def digest(project_id: int, kind: str, value: str) -> bytes:
    """Of a user's or session's name as spans are stored with it, or of a trace's id in hex."""
    told = f"{project_id}\0{kind}\0{cut(value, MAX_LABEL_BYTES)}"
    return blake2b(told.encode("utf-8", "replace"), key=_key(), digest_size=16).digest()


@cache
def _key() -> bytes:
    return blake2b(settings.SECRET_KEY.encode(), person=b"erasure").digest()


def marks(project_id: int, digests: Iterable[bytes]) -> dict[bytes, Mark]:
    """Those that were erased. In a transaction that stores: after locks.begin_writing, else one may slip through."""
    asked = list(digests)
    if not asked:
        return {}
    found = sql.prepared("traces", "erased_among", {"project_id": project_id, "digests": asked})
    return {bytes(each): Mark(before, erasure_id) for each, before, erasure_id in found}


def before(project_id: int, digests: Iterable[bytes]) -> datetime:
    """The last moment at which one of these was erased; 1970 where none was."""
    return max((mark.before for mark in marks(project_id, digests).values()), default=EPOCH)


def traces_among(project_id: int, trace_ids: Iterable[bytes]) -> set[bytes]:
    """Those of these traces that were erased."""
    asked = {digest(project_id, "trace", each.hex()): each for each in trace_ids}
    return {asked[each] for each in marks(project_id, asked)}


def refuse(project_id: int, spans: Sequence[Span]) -> None:
    """Raises ErasedError when some of these spans may not be stored."""
    if found := _found(project_id, spans):
        raise ErasedError(found)


def _found(project_id: int, spans: Sequence[Span]) -> dict[bytes, int]:
    of_trace = {each: digest(project_id, "trace", each.hex()) for each in {span.trace_id for span in spans}}
    names = {("user", span.user) for span in spans} | {("session", span.session) for span in spans}
    of_name = {(kind, name): digest(project_id, kind, name) for kind, name in names if name}
    known = marks(project_id, [*of_trace.values(), *of_name.values()])
    if not known:
        return {}
    found = {each: known[its].erasure_id for each, its in of_trace.items() if its in known}
    for span in spans:
        for key in (("user", span.user), ("session", span.session)):
            mark = known.get(of_name.get(key, b""))  # type: ignore[arg-type]  # None stands for no name
            if mark and when(span.start_ns) < mark.before:
                found.setdefault(span.trace_id, mark.erasure_id)
    return found


def take_along(project_id: int, traces: Mapping[bytes, int]) -> None:
    """What is stored of these traces is erased too, as part of the erasures they fall under, which go on."""
    params = {
        "project_id": project_id,
        "trace_ids": [each.hex() for each in traces],
        "digests": [digest(project_id, "trace", each.hex()) for each in traces],
        "erasures": list(traces.values()),
    }
    jobs = Erasure.objects.filter(project_id=project_id, pk__in=set(traces.values()))
    with transaction.atomic():  # an erasure that is just ending would else not see that there is more
        list(jobs.select_for_update().order_by("pk").values_list("pk"))
        if sql.execute("traces", "erased_too", params):
            jobs.filter(state=Erasure.State.DONE).update(state=Erasure.State.ERASING, ended_at=None)


def seal(project_id: int, erasure_id: int, digests: Iterable[bytes], before: datetime | None = None) -> None:
    """From the end of this transaction on these are refused; without a time, for good."""
    params = {"project_id": project_id, "erasure_id": erasure_id, "digests": sorted(digests), "before": before}
    sql.execute("traces", "erased_seal", params)
