"""The checklist again for /v1/metrics."""

import time

import orjson
import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.metrics.v1.metrics_pb2 import AggregationTemporality

from tests.conformance.client import COMPRESS, CONTENT_TYPES, Door
from tests.conformance.requests import add
from tests.conformance.test_logs import both, compressed, encoded
from tests.conformance.test_refusals import EXHAUSTED, INVALID_ARGUMENT, LIMIT_BYTES, UNAUTHENTICATED, refused

PATH = "/v1/metrics"
DELTA = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA


def request(name: str = "claude_code.token.usage", points: int = 2) -> ExportMetricsServiceRequest:
    made = ExportMetricsServiceRequest()
    metric = made.resource_metrics.add().scope_metrics.add().metrics.add(name=name)
    metric.sum.aggregation_temporality = DELTA
    for number in range(points):
        point = metric.sum.data_points.add(as_int=5, time_unix_nano=time.time_ns() + number)
        add(point.attributes, "type", "input")
    return made


def partial(door: Door, body: bytes, encoding: str, compression: str = "identity") -> tuple[int, str]:
    """Rejected points and the message, after making sure of a 200 in the right encoding."""
    response = door.send_bytes(body, encoding, compression, path=PATH)
    assert (response.status_code, response.headers["content-type"]) == (200, CONTENT_TYPES[encoding]), response.text
    if encoding == "protobuf":
        answer = ExportMetricsServiceResponse.FromString(response.content)
        return answer.partial_success.rejected_data_points, answer.partial_success.error_message
    found = orjson.loads(response.content).get("partialSuccess", {})
    return int(found.get("rejectedDataPoints", 0)), found.get("errorMessage", "")


@both
@compressed
def test_points_are_taken_and_partial_success_is_unset(door: Door, encoding: str, compression: str) -> None:
    body = COMPRESS[compression](encoded(request(), encoding))
    for _ in range(2):
        assert partial(door, body, encoding, compression) == (0, "")


@both
def test_other_metrics_are_counted_and_named(door: Door, encoding: str) -> None:
    rejected, message = partial(door, encoded(request("http.server.duration", 3), encoding), encoding)
    assert (rejected, "http.server.duration x 3" in message) == (3, True)


@both
def test_an_empty_request_succeeds(door: Door, encoding: str) -> None:
    assert partial(door, {"protobuf": b"", "json": b"{}"}[encoding], encoding) == (0, "")


@both
@compressed
def test_what_cannot_be_decoded_is_400_and_too_much_413(door: Door, encoding: str, compression: str) -> None:
    cut = COMPRESS[compression](encoded(request(), encoding)[:-7])
    refused(door.send_bytes(cut, encoding, compression, path=PATH), encoding, 400, INVALID_ARGUMENT)
    large = COMPRESS[compression](b" " * (LIMIT_BYTES + 1))
    refused(door.send_bytes(large, encoding, compression, path=PATH), encoding, 413, EXHAUSTED)


@both
def test_too_many_points_are_413_and_without_a_key_it_is_401(door: Door, encoding: str) -> None:
    many = encoded(request(points=20_001), encoding)
    message = refused(door.send_bytes(many, encoding, path=PATH), encoding, 413, EXHAUSTED)
    assert "data points" in message or "objects" in message
    refused(door.send_bytes(b"", encoding, path=PATH, Authorization=""), encoding, 401, UNAUTHENTICATED)


@pytest.mark.parametrize("path", [PATH, "/v1/metrics/"])
def test_get_is_405(door: Door, path: str) -> None:
    assert door.send_bytes(b"", "json", path=path, method="GET").status_code == 405
