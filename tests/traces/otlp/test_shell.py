"""Our outline of the wire format agrees with the official one, field by field."""

from typing import Any

import pytest
from opentelemetry.proto.logs.v1 import logs_pb2
from opentelemetry.proto.metrics.v1 import metrics_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

from traces.otlp.shell import MESSAGES

OFFICIAL: dict[str, Any] = {
    "Status": trace_pb2.Status,
    "Span": trace_pb2.Span,
    "LogRecord": logs_pb2.LogRecord,
    "Metric": metrics_pb2.Metric,
}


@pytest.mark.parametrize("message", MESSAGES)
def test_field_numbers_are_the_official_ones(message: str) -> None:
    official = {field.name: field.number for field in OFFICIAL[message].DESCRIPTOR.fields}
    ours = {name: number for name, (number, _) in MESSAGES[message].items()}
    assert ours.items() <= official.items()
