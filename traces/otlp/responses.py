"""Answers in the request's own encoding: Export*ServiceResponse on 200, google.rpc.Status on every refusal."""

from collections import Counter
from typing import Any

import orjson
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from traces.otlp.decoded import Encoding
from traces.types import Rejection

CONTENT_TYPES: dict[Encoding, str] = {"protobuf": "application/x-protobuf", "json": "application/json"}
MAX_RESPONSE_BYTES = 4 * 1024 * 1024
MAX_EXAMPLES = 10  # distinct reasons spelled out; the rest is a number
MAX_EXAMPLE_CHARACTERS = 300
TOLD = ("replaced_", "truncated", "dropped_", "integer_out_of_range", "cut_json", "warning.")  # beginnings of notes

# google.rpc.Code by HTTP status.
RPC_CODES = {400: 3, 401: 16, 403: 7, 404: 5, 405: 12, 408: 4, 413: 8, 415: 3, 429: 8, 431: 8, 500: 13, 503: 14}
UNKNOWN = 2
RESPONSES = {
    "traces": (ExportTraceServiceResponse, "rejected_spans"),
    "logs": (ExportLogsServiceResponse, "rejected_log_records"),
    "metrics": (ExportMetricsServiceResponse, "rejected_data_points"),
}
JSON_NAMES = {"traces": "rejectedSpans", "logs": "rejectedLogRecords", "metrics": "rejectedDataPoints"}


def encoding_of(content_type: str) -> Encoding | None:
    """By media type, in any case and with any parameters; None for what OTLP/HTTP does not know."""
    media_type = content_type.partition(";")[0].strip().lower()
    return next((encoding for encoding, known in CONTENT_TYPES.items() if known == media_type), None)


def export_body(signal: str, encoding: Encoding, rejected: int, message: str) -> bytes:
    """`partial_success` is set when something was rejected or there is something to say, else left unset."""
    message = message.encode()[: MAX_RESPONSE_BYTES // 2].decode("utf-8", "ignore")
    if encoding == "json":
        partial: dict[str, Any] = {JSON_NAMES[signal]: str(rejected)} if rejected else {}
        partial |= {"errorMessage": message} if message else {}
        return orjson.dumps({"partialSuccess": partial} if partial else {})
    response_class, field = RESPONSES[signal]
    response = response_class()
    if rejected:
        setattr(response.partial_success, field, rejected)
    if message:
        response.partial_success.error_message = message
    return bytes(response.SerializeToString())


def status_body(status: int, message: str, encoding: Encoding) -> bytes:
    """google.rpc.Status for an HTTP status of 4xx or 5xx."""
    code = RPC_CODES.get(status, UNKNOWN)
    if encoding == "json":
        return orjson.dumps({"code": code, "message": message})
    return bytes(Status(code=code, message=message).SerializeToString())


def explain(rejected: list[Rejection], notes: Counter[str], conflicts: int = 0, what: str = "span") -> str:
    """Why items were rejected and how to mend it, most frequent reason first; then what else the sender should know.

    `what`: the word for one item.
    """
    parts = [refusals(rejected, what), remarks(notes)]
    if conflicts:
        parts.append(f"{conflicts} {what}s came again under a stored id with another body; the first ones stay.")
    return " ".join(part for part in parts if part)


def refusals(rejected: list[Rejection], what: str = "span") -> str:
    if not rejected:
        return ""
    reasons = Counter((each.field, each.reason) for each in rejected)
    first = {(each.field, each.reason): each.index for each in reversed(rejected)}
    lines = [
        f"{count} x {': '.join(reason)} (first: {what} {first[reason]} of the request)"[:MAX_EXAMPLE_CHARACTERS]
        for reason, count in reasons.most_common(MAX_EXAMPLES)
    ]
    more = f"; {len(reasons) - MAX_EXAMPLES} more reasons" if len(reasons) > MAX_EXAMPLES else ""
    return f"{len(rejected)} {what}s rejected, the others are stored. {'; '.join(lines)}{more}."


def remarks(notes: Counter[str]) -> str:
    """Empty when nothing was changed. What our own configuration decides (redaction, prices) is no news to a sender."""
    odd = {code: count for code, count in notes.items() if code.startswith(TOLD)}
    said = ", ".join(f"{code} x {count}" for code, count in sorted(odd.items()))
    return f"Stored, with remarks: {said}." if odd else ""
