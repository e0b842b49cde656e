"""How many records a request of logs or metrics holds: we do not keep those yet, and say how many we did not keep."""

from collections.abc import Iterator
from typing import Any

import orjson
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from traces.otlp.decoded import Encoding, UnreadableError

REQUESTS: dict[str, Any] = {"logs": ExportLogsServiceRequest, "metrics": ExportMetricsServiceRequest}
KINDS_OF_METRIC = ("gauge", "sum", "histogram", "exponentialHistogram", "summary")


def count_records(body: bytes, signal: str, encoding: Encoding) -> int:
    """Log records, or data points of metrics. Raises UnreadableError."""
    if encoding == "json":
        return count_json(body, signal)
    try:
        request = REQUESTS[signal].FromString(body)
    except DecodeError as error:
        raise UnreadableError(f"the body is not a request of {signal} in protobuf") from error
    if signal == "logs":
        return sum(len(scope.log_records) for each in request.resource_logs for scope in each.scope_logs)
    metrics = (metric for each in request.resource_metrics for scope in each.scope_metrics for metric in scope.metrics)
    kinds = ((metric, metric.WhichOneof("data")) for metric in metrics)
    return sum(len(getattr(metric, kind).data_points) for metric, kind in kinds if kind)


def count_json(body: bytes, signal: str) -> int:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UnreadableError(f"the body is not valid JSON: {error.msg} at character {error.pos}") from error
    if type(document) is not dict:
        raise UnreadableError("the body must be a JSON object")
    if signal == "logs":
        return sum(1 for _ in below([document], "resourceLogs", "scopeLogs", "logRecords"))
    metrics = list(below([document], "resourceMetrics", "scopeMetrics", "metrics"))
    return sum(1 for kind in KINDS_OF_METRIC for _ in below(metrics, kind, "dataPoints"))


def below(objects: list[Any], *names: str) -> Iterator[Any]:
    """Every member at the end of the path; a name leads to an array or to one object."""
    for each in objects:
        found = each.get(names[0]) if type(each) is dict else None
        members = found if type(found) is list else [] if found is None else [found]
        if len(names) == 1:
            yield from members
        else:
            yield from below(members, *names[1:])
