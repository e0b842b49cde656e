"""Rows 1-5, 8-10, 13-17, 22 and 24 of the checklist: what is taken, and what the answer looks like."""

import gzip
from collections.abc import Callable

import orjson
import pytest

from tests.conformance.client import CONTENT_TYPES, Door, encoded, read_success
from tests.conformance.requests import request, spans_of

ENCODINGS = ("protobuf", "json")
COMPRESSIONS = ("identity", "gzip", "deflate", "zstd")
both = pytest.mark.parametrize("encoding", ENCODINGS)
plain_or_zipped = pytest.mark.parametrize("compression", COMPRESSIONS)


@both
@plain_or_zipped
def test_a_batch_is_taken_and_partial_success_is_unset(door: Door, encoding: str, compression: str) -> None:
    answer = read_success(door.send(request(), encoding, compression), encoding)
    assert not answer.HasField("partial_success")


@both
@plain_or_zipped
def test_three_of_ten_bad_spans_are_rejected_and_the_answer_says_why(
    door: Door, encoding: str, compression: str
) -> None:
    made = request(10)
    for span in spans_of(made)[4:7]:
        span.trace_id = b"\0" * 16
    answer = read_success(door.send(made, encoding, compression), encoding)
    assert answer.partial_success.rejected_spans == 3
    assert "traceId" in answer.partial_success.error_message


@both
def test_an_empty_request_succeeds(door: Door, encoding: str) -> None:
    empty = {"protobuf": b"", "json": b"{}"}[encoding]
    assert not read_success(door.send_bytes(empty, encoding), encoding).HasField("partial_success")


@both
def test_a_trailing_slash_leads_to_the_same_door(door: Door, encoding: str) -> None:
    body = encoded(request(), encoding)
    read_success(door.send_bytes(body, encoding, path="/v1/traces/"), encoding)


@both
@pytest.mark.parametrize("form", ["{}; charset=utf-8", "{} ; Charset=UTF-8", "upper"])
def test_the_content_type_may_carry_parameters_and_capitals(door: Door, encoding: str, form: str) -> None:
    content_type = CONTENT_TYPES[encoding].upper() if form == "upper" else form.format(CONTENT_TYPES[encoding])
    response = door.send_bytes(encoded(request(), encoding), content_type)
    read_success(response, encoding)


@both
def test_the_same_batch_three_times_is_taken_three_times(door: Door, encoding: str) -> None:
    body = encoded(request(), encoding)
    for _ in range(3):
        assert not read_success(door.send_bytes(body, encoding), encoding).HasField("partial_success")


@both
def test_a_warning_comes_with_no_rejected_spans(door: Door, encoding: str) -> None:
    made = request(1)
    span = spans_of(made)[0]
    span.end_time_unix_nano = span.start_time_unix_nano - 1
    answer = read_success(door.send(made, encoding), encoding)
    assert answer.partial_success.rejected_spans == 0
    assert "negative_duration" in answer.partial_success.error_message


@both
def test_a_long_answer_is_zipped_when_asked_for(door: Door, encoding: str) -> None:
    made = request(40)
    for number, span in enumerate(spans_of(made), start=1):
        span.trace_id = b"\1" * (number if number < 16 else number + 1)
    response = door.send(made, encoding, Accept_Encoding="gzip")
    assert response.headers.get("content-encoding") == "gzip"
    assert read_success(response, encoding).partial_success.rejected_spans == 40


def test_a_long_answer_is_plain_when_zip_is_not_asked_for(door: Door) -> None:
    made = request(40)
    for number, span in enumerate(spans_of(made), start=1):
        span.trace_id = b"\1" * (number if number < 16 else number + 1)
    response = door.send(made, Accept_Encoding="identity")
    assert "content-encoding" not in response.headers


def test_unknown_json_fields_are_ignored_at_every_level(door: Door) -> None:
    document = orjson.loads(encoded(request(1), "json"))
    add_unknown(document)
    assert not read_success(door.send_bytes(orjson.dumps(document), "json"), "json").HasField("partial_success")


def add_unknown(found: object) -> None:
    if isinstance(found, dict):
        for each in found.values():
            add_unknown(each)
        found["anUnknownField"] = {"deep": [1, None, {"x": "y"}]}
    elif isinstance(found, list):
        for each in found:
            add_unknown(each)


def test_snake_case_is_not_data(door: Door) -> None:
    """An unknown field as any other: the request holds no spans and succeeds."""
    answer = read_success(door.send_bytes(b'{"resource_spans":[{"scope_spans":[{"spans":[{}]}]}]}', "json"), "json")
    assert not answer.HasField("partial_success")


@pytest.mark.parametrize("written", ["{}", '"{}"'])
def test_64_bit_integers_come_as_numbers_or_strings(door: Door, written: str) -> None:
    document = orjson.loads(encoded(request(1), "json"))
    span = document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    start = span["startTimeUnixNano"]
    text = orjson.dumps(document).decode().replace(f'"{start}"', written.format(start))
    assert not read_success(door.send_bytes(text.encode(), "json"), "json").HasField("partial_success")


@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_json_ids_are_hex_in_any_case(door: Door, case: Callable[[str], str]) -> None:
    document = orjson.loads(encoded(request(1), "json"))
    span = document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    span["traceId"], span["spanId"] = case(span["traceId"]), case(span["spanId"])
    assert not read_success(door.send_bytes(orjson.dumps(document), "json"), "json").HasField("partial_success")


def test_a_chunked_body_without_length_is_taken(door: Door) -> None:
    body = gzip.compress(encoded(request(), "protobuf"))
    read_success(door.send_bytes(iter([body[:10], body[10:]]), "protobuf", "gzip"), "protobuf")
