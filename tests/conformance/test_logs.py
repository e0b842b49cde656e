"""The checklist again for /v1/logs: the doors share their machinery, and this holds them to it."""

import secrets
import time

import httpx
import orjson
import pytest
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse

from tests.conformance.client import COMPRESS, CONTENT_TYPES, Door
from tests.conformance.requests import add, ids_to_hex
from tests.conformance.test_refusals import (
    EXHAUSTED,
    INVALID_ARGUMENT,
    LIMIT_BYTES,
    UNAUTHENTICATED,
    UNIMPLEMENTED,
    refused,
)

both = pytest.mark.parametrize("encoding", ["protobuf", "json"])
compressed = pytest.mark.parametrize("compression", ["identity", "gzip", "deflate", "zstd"])
PATH = "/v1/logs"


def request(records: int = 2) -> ExportLogsServiceRequest:
    """Token events of a coding agent: records that are kept."""
    made = ExportLogsServiceRequest()
    resource_logs = made.resource_logs.add()
    add(resource_logs.resource.attributes, "service.name", "conformance")
    scope_logs = resource_logs.scope_logs.add()
    for number in range(records):
        record = scope_logs.log_records.add(time_unix_nano=time.time_ns() + number)
        record.body.string_value = "claude_code.api_request"
        add(record.attributes, "session.id", secrets.token_hex(8))
        add(record.attributes, "model", "claude-sonnet-4-5")
        add(record.attributes, "input_tokens", "12")
    return made


def encoded(made: Message, encoding: str) -> bytes:
    if encoding == "protobuf":
        return made.SerializeToString()
    return orjson.dumps(ids_to_hex(MessageToDict(made, use_integers_for_enums=True)))


def success(response: httpx.Response, encoding: str) -> ExportLogsServiceResponse:
    assert (response.status_code, response.headers["content-type"]) == (200, CONTENT_TYPES[encoding]), response.text
    if encoding == "protobuf":
        return ExportLogsServiceResponse.FromString(response.content)
    partial = orjson.loads(response.content).get("partialSuccess", {})
    answer = ExportLogsServiceResponse()
    if partial:
        answer.partial_success.rejected_log_records = int(partial.get("rejectedLogRecords", 0))
        answer.partial_success.error_message = partial.get("errorMessage", "")
    return answer


@both
@compressed
def test_records_are_taken_and_partial_success_is_unset(door: Door, encoding: str, compression: str) -> None:
    body = COMPRESS[compression](encoded(request(), encoding))
    for _ in range(2):
        response = door.send_bytes(body, encoding, compression, path=PATH)
        assert not success(response, encoding).HasField("partial_success")


@both
def test_bad_and_unkept_records_are_counted_and_named(door: Door, encoding: str) -> None:
    made = request(5)
    records = made.resource_logs[0].scope_logs[0].log_records
    records[1].trace_id = b"\1" * 7
    records[3].body.string_value = "something else"
    partial = success(door.send_bytes(encoded(made, encoding), encoding, path=PATH), encoding).partial_success
    assert partial.rejected_log_records == 2
    assert "traceId" in partial.error_message
    assert "not kept" in partial.error_message


@both
@pytest.mark.parametrize("path", [PATH, "/v1/logs/"])
def test_an_empty_request_succeeds(door: Door, encoding: str, path: str) -> None:
    empty = {"protobuf": b"", "json": b"{}"}[encoding]
    assert not success(door.send_bytes(empty, encoding, path=path), encoding).HasField("partial_success")


@both
@compressed
def test_what_cannot_be_decoded_is_400(door: Door, encoding: str, compression: str) -> None:
    body = COMPRESS[compression](encoded(request(), encoding)[:-7])
    refused(door.send_bytes(body, encoding, compression, path=PATH), encoding, 400, INVALID_ARGUMENT)


@both
def test_other_refusals_are_those_of_traces(door: Door, encoding: str) -> None:
    refused(door.send_bytes(b"", encoding, path=PATH, method="GET"), encoding, 405, UNIMPLEMENTED)
    refused(door.send_bytes(b"", encoding, path=PATH, Authorization=""), encoding, 401, UNAUTHENTICATED)
    refused(door.send_bytes(b"", encoding, path=PATH, Content_Encoding="br"), encoding, 415, INVALID_ARGUMENT)
    assert door.send_bytes(b"{}", "text/plain", path=PATH).status_code == 415


@both
@compressed
def test_one_byte_too_many_is_413_also_after_decompression(door: Door, encoding: str, compression: str) -> None:
    body = COMPRESS[compression](b" " * (LIMIT_BYTES + 1))
    refused(door.send_bytes(body, encoding, compression, path=PATH), encoding, 413, EXHAUSTED)


@both
def test_too_many_records_are_413(door: Door, encoding: str) -> None:
    made = ExportLogsServiceRequest()
    scope_logs = made.resource_logs.add().scope_logs.add()
    scope_logs.log_records.extend([scope_logs.log_records.add()] * 20_001)
    message = refused(door.send_bytes(encoded(made, encoding), encoding, path=PATH), encoding, 413, EXHAUSTED)
    assert "log" in message


def test_unknown_fields_and_ids_in_capitals_are_fine(door: Door) -> None:
    made = request(1)
    record = made.resource_logs[0].scope_logs[0].log_records[0]
    record.trace_id, record.span_id = secrets.token_bytes(16), secrets.token_bytes(8)
    document = orjson.loads(encoded(made, "json"))
    sent = document["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]
    sent |= {"traceId": sent["traceId"].upper(), "anUnknownField": [1, {}], "severityNumber": 9}
    response = door.send_bytes(orjson.dumps(document), "json", path=PATH)
    assert not success(response, "json").HasField("partial_success")
