"""Which quarantined spans are of a person or a session: as they would be told had they been stored."""

from datetime import datetime

from traces import semconv
from traces.models import Erasure
from traces.store import erasing, quarantine
from traces.store.rows import MAX_LABEL_BYTES, cut
from traces.types import Resource, Scope, Span


def refused(job: Erasure, names: list[str], first: datetime, last: datetime) -> list[str]:
    """The places of those that came within a time."""
    return [place for place, body in erasing.quarantined(job.project_id, first, last) if _is_of(job.kind, names, body)]


def _is_of(kind: str, names: list[str], body: bytes) -> bool:
    told = quarantine.decode(body)
    span = Span(
        bytes.fromhex(told["trace_id"]), bytes.fromhex(told["span_id"]), None, told["name"], told["start_ns"],
        told["end_ns"], attributes=told["attributes"], resource=Resource(told["resource"]), scope=Scope(*told["scope"]),
    )  # fmt: skip
    semconv.normalise(span)
    plain = cut(str(told["attributes"].get(kind, "")), MAX_LABEL_BYTES)  # as a refused event names it
    return bool({span.user if kind == Erasure.Kind.USER else span.session, plain}.intersection(names))
