"""What every door makes of a request that it has read: one Batch for the ingest steps."""

import time

from django.http import HttpRequest
from rest_framework.request import Request

from aiops.core.models import ApiKey
from traces.otlp import Decoded
from traces.types import Batch


def as_batch(request: HttpRequest | Request, key: ApiKey, decoded: Decoded) -> Batch:
    return Batch(
        project_id=key.project_id,
        received_ns=time.time_ns(),
        spans=decoded.spans,
        rejected=decoded.rejected,
        notes=decoded.notes,
        client=client_of(request),
        redaction=key.project.redaction,  # type: ignore[arg-type]  # the model's choices are the same three words
        retention_days=key.project.retention_days,
    )


def client_of(request: HttpRequest | Request) -> str:
    return request.headers.get("User-Agent", "")[:200]
