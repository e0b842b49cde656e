"""What every door makes of a request that it has read: one Batch for the ingest steps."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core.errors import ApiError
from aiops.core.events import Answer
from aiops.core.models import ApiKey
from traces.events.refused import as_rejections
from traces.ingest import ingest
from traces.otlp import Decoded
from traces.store import counts
from traces.types import Batch


def as_batch(request: HttpRequest | Request, key: ApiKey, decoded: Decoded) -> Batch:
    return Batch(
        project_id=key.project_id,
        received_ns=time.time_ns(),
        spans=decoded.spans,
        rejected=decoded.rejected,
        notes=decoded.notes,
        client=client_of(request),
        api_key=key.pk,
        redaction=key.project.redaction,  # type: ignore[arg-type]  # the model's choices are the same three words
        retention_days=key.project.retention_days,
    )


def tell_health(
    request: Request, key: ApiKey, what: str, events: Sequence[Any] | Mapping[int, Any], answer: Answer
) -> None:
    """Counts for Ingest health what became of events that are no spans (`what`: outcome or score), once it is decided.

    Refused ones are kept in quarantine with their reasons. Raises django.db.DatabaseError.
    """
    refused = as_rejections(answer.rejected, events, f"bad_{what}", f"{what}_id")
    ingest(as_batch(request, key, Decoded(rejected=refused, notes=Counter({f"{what}s": answer.accepted}))))


REFUSED_WHOLE = frozenset({"unreadable", "too_large", "unsupported_encoding", "unsupported_media_type"})


class Door(APIView):
    """Takes JSON from machines. A request that is refused whole shows on Ingest health: its sender may say nothing."""

    def handle_exception(self, exc: Exception) -> Response:
        code = exc.code if isinstance(exc, ApiError) else getattr(exc, "default_code", "")
        if code in REFUSED_WHOLE:
            key = cast("ApiKey", self.request.auth)
            counts.record_refused_request(key.project_id, time.time_ns(), client_of(self.request), code)
        return super().handle_exception(exc)


def client_of(request: HttpRequest | Request) -> str:
    return request.headers.get("User-Agent", "")[:200]
