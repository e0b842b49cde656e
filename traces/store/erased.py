"""What was erased and may not come back. Kept as digests under a key of the installation, never as the values.

Of a trace everything is refused that comes later; of a person or a session what happened before they were erased, and
with it the whole trace it stands in. What they do afterwards is new and welcome.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
TRACE_BYTES = 16
Name = tuple[str, str]  # kind and value
REASON = "was erased from this project; what belongs to it is not taken again"


class Mark(NamedTuple):
    """`before`: what happened earlier is refused."""

    before: datetime
    erasure_id: int


class ErasedError(Exception):
    """Spans of these traces (with the erasure that each falls under) are not to be stored.

    Of `unplaced` ones nothing is to be kept: they are refused anyway, and tell no trace or time that can be believed.
    """

    def __init__(self, traces: Mapping[bytes, int], unplaced: Sequence[Span] = ()) -> None:
        super().__init__(f"{len(traces)} traces, {len(unplaced)} refused spans")
        self.traces, self.unplaced = traces, unplaced


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


def refuse(project_id: int, spans: Sequence[Span], refused: Sequence[Span] = ()) -> None:
    """Raises ErasedError when some of these may not be stored, or nothing be kept of some that are refused anyway."""
    traces = {span.trace_id for span in (*spans, *refused)}
    names = {("user", span.user) for span in spans} | {("session", span.session) for span in spans}
    names.update(name for span in refused for name in _all_names(span))
    of_trace = {each: digest(project_id, "trace", each.hex()) for each in traces}
    of_name = {(kind, name): digest(project_id, kind, name) for kind, name in names if name}
    known = marks(project_id, [*of_trace.values(), *of_name.values()])
    if not known:
        return
    found = {each: known[its].erasure_id for each, its in of_trace.items() if its in known}
    told = {key: known[its] for key, its in of_name.items() if its in known}
    unplaced = []
    for span, mark in _told_before([*spans, *refused], told):
        if is_placed(span):
            found.setdefault(span.trace_id, mark.erasure_id)
        else:
            unplaced.append(span)
    if found or unplaced:
        raise ErasedError(found, unplaced)


def _told_before(spans: Sequence[Span], told: Mapping[Name, Mark]) -> Iterator[tuple[Span, Mark]]:
    for span in spans:
        for name in _all_names(span):
            mark = told.get(name)
            if mark is not None and when(span.start_ns) < mark.before:
                yield span, mark


def _all_names(span: Span) -> list[Name]:
    """Of a refused event also as its fields came."""
    told = [("user", span.user), ("session", span.session)]
    if span.source == "event" and not is_placed(span):
        told += [(kind, str(span.attributes.get(kind) or "")) for kind in ("user", "session")]
    return [(kind, name) for kind, name in told if name]


def is_placed(span: Span) -> bool:
    """Whether it says a trace and a time: a span that cannot be read, or an event, may not."""
    return span.start_ns > 0 and len(span.trace_id) == TRACE_BYTES and any(span.trace_id)


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
