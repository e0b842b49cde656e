"""POST /v1/traces, /v1/logs and /v1/metrics: the OTLP/HTTP doors. They answer 200 only once what is kept is durable.

Everything about bytes is in traces.otlp; here a request meets its key, its limits and the ingest steps.
"""

import gzip
import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from aiops.core.auth import require_key
from aiops.core.bodies import plain_body
from aiops.core.errors import ApiError
from aiops.core.models import ApiKey
from traces import otlp
from traces.api.batches import as_batch, client_of
from traces.api.otlp_refusals import in_its_encoding, of_the_store
from traces.events.logs import MOST_NAMES, keep
from traces.events.token_metrics import WANTED, as_spans
from traces.ingest import ingest
from traces.ingest.points import added
from traces.ingest.scores import take
from traces.otlp import responses
from traces.otlp.logs import decode_logs
from traces.otlp.metrics import decode_metrics
from traces.store import counts, tellers

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
WORTH_GZIP_BYTES = 512
RETRY_STATUSES = (429, 503)  # exporters give up at once when told to wait longer than their deadline, so at most 3 s


def answers_otlp(view: View) -> View:
    """Turns every refusal and every fault of the store into google.rpc.Status in the request's encoding."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, **path: str) -> HttpResponse:
        try:
            return view(request, **path)
        except ApiError as error:
            return refusal(request, error)
        except (DatabaseError, InterfaceError) as error:
            logger.exception("The store did not take a batch from %r", request.headers.get("User-Agent", "")[:200])
            return refusal(request, of_the_store(error))

    return answered


@answers_otlp
def traces(request: HttpRequest) -> HttpResponse:
    """Takes one ExportTraceServiceRequest, in protobuf or JSON, plain, gzip, deflate or zstd."""
    with opened(request) as (key, encoding, plain):
        batch = ingest(as_batch(request, key, otlp.decode(plain, encoding, settings.MAX_SPANS)))
    conflicts = len(batch.receipt.conflict) if batch.receipt else 0
    message = responses.explain(batch.rejected, batch.notes, conflicts)
    return exported(request, "traces", encoding, len(batch.rejected), [message])


@answers_otlp
def logs(request: HttpRequest) -> HttpResponse:
    """Takes one ExportLogsServiceRequest: what is said of spans and calls is kept, other records are named."""
    with opened(request) as (key, encoding, plain):
        records, decoded = decode_logs(plain, encoding, settings.MAX_SPANS)
        kept = keep(records)
        decoded.spans = kept.spans
        decoded.notes.update({"unkept.logs": kept.unkept.total()} if kept.unkept else {})
        batch = ingest(as_batch(request, key, decoded))
        take(key.project, kept.scores)
    conflicts = len(batch.receipt.conflict) if batch.receipt else 0
    parts = [
        responses.explain(batch.rejected, batch.notes, conflicts, "log record"),
        not_kept("log records", kept.unkept),
    ]
    return exported(request, "logs", encoding, len(batch.rejected) + kept.unkept.total(), parts)


def not_kept(what: str, unkept: Counter[str]) -> str:
    """Names what nothing is done with, most first."""
    if not unkept:
        return ""
    named = ", ".join(f"{name} x {count}" for name, count in unkept.most_common())
    return f"{unkept.total()} {what} not kept, they tell of no model call: {named}."


def exported(
    request: HttpRequest, signal: str, encoding: otlp.Encoding, rejected: int, parts: list[str]
) -> HttpResponse:
    body = responses.export_body(signal, encoding, rejected, " ".join(part for part in parts if part))
    return answer(request, 200, responses.CONTENT_TYPES[encoding], body)


@answers_otlp
def metrics(request: HttpRequest) -> HttpResponse:
    """Takes one ExportMetricsServiceRequest: tokens that nothing else tells of are kept, other points are named."""
    with opened(request) as (key, encoding, plain):
        points, decoded = decode_metrics(plain, encoding, WANTED, settings.MAX_SPANS)
        found = added(key.project_id, time.time_ns(), points.found)
        decoded.spans = as_spans(found.amounts)
        left = points.unkept.total() + sum(found.left.values())
        decoded.notes.update({"unkept.metrics": left} if left else {})
        batch = ingest(as_batch(request, key, decoded))
        tellers.keep(key.project_id, batch.received_ns, found.stands)
    whys = [f"{count} points of tokens not counted: {why}." for why, count in found.left.items()]
    explained = responses.explain(batch.rejected, batch.notes, 0, "data point")
    parts = [explained, *whys, not_kept("data points", top(points.unkept))]
    return exported(request, "metrics", encoding, len(batch.rejected) + points.unkept.total(), parts)


def top(unkept: Counter[str]) -> Counter[str]:
    """The most frequent names, the rest together."""
    most = Counter(dict(unkept.most_common(MOST_NAMES)))
    rest = unkept.total() - most.total()
    return most + Counter({"(others)": rest})


@answers_otlp
def unknown(request: HttpRequest) -> HttpResponse:
    raise ApiError(404, "not_found", f"There is no door at {request.path}; traces go to /v1/traces.")


@contextmanager
def opened(request: HttpRequest) -> Iterator[tuple[ApiKey, otlp.Encoding, bytes]]:
    """Who sends, how it is written, and the decompressed body. Raises ApiError for what no door takes."""
    require_post(request)
    key = require_key(request, "ingest")
    with counted(request, key), readable():
        encoding = require_encoding(request)
        with plain_body(request, request.headers.get("Content-Encoding", "")) as plain:
            yield key, encoding, plain


def require_post(request: HttpRequest) -> None:
    if request.method != "POST":
        raise ApiError(405, "method_not_allowed", "OTLP is sent by POST.")


def require_encoding(request: HttpRequest) -> otlp.Encoding:
    encoding = responses.encoding_of(request.headers.get("Content-Type", ""))
    if encoding is None:
        expected = " or ".join(responses.CONTENT_TYPES.values())
        raise ApiError(415, "unsupported_media_type", f"Send Content-Type {expected}.")
    return encoding


@contextmanager
def counted(request: HttpRequest, key: ApiKey) -> Iterator[None]:
    """A request that is refused whole shows on Ingest health: most exporters keep the answer to themselves."""
    try:
        yield
    except ApiError as error:
        if error.status not in RETRY_STATUSES:
            counts.record_refused_request(key.project_id, time.time_ns(), client_of(request), error.code)
        raise


@contextmanager
def readable() -> Iterator[None]:
    """What the bytes of a request can be accused of, as refusals."""
    try:
        yield
    except otlp.TooManyError as error:
        raise ApiError(413, "too_large", str(error)) from error
    except otlp.UnreadableError as error:
        raise ApiError(400, "unreadable", str(error)) from error


def refusal(request: HttpRequest, error: ApiError) -> HttpResponse:
    body, content_type = in_its_encoding(error, request.headers.get("Content-Type", ""))
    response = answer(request, error.status, content_type, body)
    if error.status in RETRY_STATUSES:
        response["Retry-After"] = str(min(error.retry_after or random.randint(1, 3), 3))  # noqa: S311  spreads them
    if error.status == 405:
        response["Allow"] = "POST"
    return response


def answer(request: HttpRequest, status: int, content_type: str, body: bytes) -> HttpResponse:
    """Zipped where that is asked for and worth it."""
    if len(body) < WORTH_GZIP_BYTES or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(body, status=status, content_type=content_type)
    return HttpResponse(
        gzip.compress(body, 6), status=status, content_type=content_type, headers={"Content-Encoding": "gzip"}
    )
