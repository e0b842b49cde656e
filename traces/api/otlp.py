"""POST /v1/traces: the OTLP/HTTP door. It answers 200 only once the spans are durable.

Everything about bytes is in traces.otlp; here a request meets its key, its limits and the ingest steps.
"""

import gzip
import logging
import random
import time
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from aiops.core.auth import require_key
from aiops.core.errors import ApiError
from aiops.core.models import ApiKey
from traces import otlp
from traces.ingest import ingest
from traces.otlp import responses
from traces.otlp.compression import CorruptError, TooLargeError, UnsupportedEncodingError, decompress, within
from traces.types import Batch

logger = logging.getLogger(__name__)
View = Callable[[HttpRequest], HttpResponse]
WORTH_GZIP_BYTES = 1024


def answers_otlp(view: View) -> View:
    """Turns every refusal and every fault of the store into google.rpc.Status in the request's encoding."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except ApiError as error:
            return refusal(request, error)
        except (DatabaseError, InterfaceError):
            logger.exception("The store did not take a batch from %r", request.headers.get("User-Agent", "")[:200])
            return refusal(request, ApiError(503, "store_unavailable", "The store cannot be reached; send it again."))

    return answered


@answers_otlp
def traces(request: HttpRequest) -> HttpResponse:
    """Takes one ExportTraceServiceRequest, in protobuf or JSON, plain, gzip, deflate or zstd."""
    require_post(request)
    key = require_key(request, "ingest")
    encoding = require_encoding(request)
    decoded = decode(read(request), encoding)
    batch = ingest(as_batch(request, key, decoded))
    message = responses.explain(batch.rejected, batch.notes)
    return answer(request, 200, encoding, responses.export_body("traces", encoding, len(batch.rejected), message))


@answers_otlp
def unknown(request: HttpRequest) -> HttpResponse:
    raise ApiError(404, "not_found", f"There is no door at {request.path}; traces go to /v1/traces.")


def require_post(request: HttpRequest) -> None:
    if request.method != "POST":
        raise ApiError(405, "method_not_allowed", "OTLP is sent by POST.")


def require_encoding(request: HttpRequest) -> otlp.Encoding:
    encoding = responses.encoding_of(request.headers.get("Content-Type", ""))
    if encoding is None:
        expected = " or ".join(responses.CONTENT_TYPES.values())
        raise ApiError(415, "unsupported_media_type", f"Send Content-Type {expected}.")
    return encoding


def read(request: HttpRequest) -> bytes:
    """The plain body, read and decompressed within settings.MAX_BODY_BYTES."""
    limit = settings.MAX_BODY_BYTES
    try:
        return decompress(within([request.read(limit + 1)], limit), request.headers.get("Content-Encoding", ""), limit)
    except UnsupportedEncodingError as error:
        raise ApiError(415, "unsupported_encoding", str(error)) from error
    except TooLargeError as error:
        raise ApiError(413, "too_large", str(error)) from error
    except CorruptError as error:
        raise ApiError(400, "corrupt", str(error)) from error


def decode(body: bytes, encoding: otlp.Encoding) -> otlp.Decoded:
    try:
        return otlp.decode(body, encoding)
    except otlp.UnreadableError as error:
        raise ApiError(400, "unreadable", str(error)) from error


def as_batch(request: HttpRequest, key: ApiKey, decoded: otlp.Decoded) -> Batch:
    return Batch(
        project_id=key.project_id,
        received_ns=time.time_ns(),
        spans=decoded.spans,
        rejected=decoded.rejected,
        notes=decoded.notes,
        client=request.headers.get("User-Agent", "")[:200],
        redaction=key.project.redaction,  # type: ignore[arg-type]  # the model's choices are the same three words
        retention_days=key.project.retention_days,
    )


def refusal(request: HttpRequest, error: ApiError) -> HttpResponse:
    """In the request's encoding; JSON where that is neither of the two."""
    encoding = responses.encoding_of(request.headers.get("Content-Type", "")) or "json"
    response = answer(request, error.status, encoding, responses.status_body(error.status, error.message, encoding))
    if error.status in {429, 503}:
        response["Retry-After"] = str(min(error.retry_after or 3, 3) if error.status == 429 else random.randint(1, 3))  # noqa: S311  # spreads the clients
    if error.status == 405:
        response["Allow"] = "POST"
    return response


def answer(request: HttpRequest, status: int, encoding: otlp.Encoding, body: bytes) -> HttpResponse:
    zipped = len(body) >= WORTH_GZIP_BYTES and "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        gzip.compress(body, 6) if zipped else body, status=status, content_type=responses.CONTENT_TYPES[encoding]
    )
    if zipped:
        response["Content-Encoding"] = "gzip"
    return response
