"""Rows 2, 4-7, 11, 12 and 18-21 of the checklist: what is refused, how, and in which encoding."""

import gzip
from collections.abc import Iterator

import httpx
import orjson
import pytest

from tests.conformance.client import COMPRESS, CONTENT_TYPES, Door, encoded, read_status, read_success
from tests.conformance.requests import request, spans_of

MIB = 1024 * 1024
LIMIT_BYTES = 64 * MIB
both = pytest.mark.parametrize("encoding", ["protobuf", "json"])
zipped = pytest.mark.parametrize("compression", ["identity", "gzip"])
INVALID_ARGUMENT, UNAUTHENTICATED, NOT_FOUND, UNIMPLEMENTED, EXHAUSTED = 3, 16, 5, 12, 8


def refused(response: httpx.Response, encoding: str, status: int, code: int) -> str:
    """The refusal's message, after making sure of its status, its encoding and its code."""
    assert response.status_code == status
    answer = read_status(response, encoding)
    assert (answer.code, bool(answer.message)) == (code, True)
    return str(answer.message)


@both
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods_are_405(door: Door, encoding: str, method: str) -> None:
    response = door.send_bytes(b"", encoding, method=method)
    refused(response, encoding, 405, UNIMPLEMENTED)
    assert response.headers["allow"] == "POST"


@both
@zipped
def test_without_a_key_it_is_401(door: Door, encoding: str, compression: str) -> None:
    refused(door.send(request(), encoding, compression, Authorization=""), encoding, 401, UNAUTHENTICATED)


@both
def test_a_wrong_key_is_401(door: Door, encoding: str) -> None:
    refused(door.send(request(), encoding, Authorization="Bearer nonsense"), encoding, 401, UNAUTHENTICATED)


@both
def test_the_key_may_come_as_x_api_key(door: Door, encoding: str) -> None:
    read_success(door.send(request(), encoding, Authorization="", x_api_key=door.key), encoding)


@both
def test_an_unknown_door_is_404(door: Door, encoding: str) -> None:
    refused(door.send_bytes(b"", encoding, path="/v1/profiles"), encoding, 404, NOT_FOUND)


@both
@zipped
def test_what_cannot_be_decoded_is_400(door: Door, encoding: str, compression: str) -> None:
    body = COMPRESS[compression](encoded(request(), encoding)[:-7])
    refused(door.send_bytes(body, encoding, compression), encoding, 400, INVALID_ARGUMENT)


@both
@pytest.mark.parametrize("compression", ["gzip", "deflate", "zstd"])
def test_a_plain_body_that_claims_to_be_compressed_is_400(door: Door, encoding: str, compression: str) -> None:
    response = door.send_bytes(encoded(request(), encoding), encoding, compression)
    refused(response, encoding, 400, INVALID_ARGUMENT)


@both
@pytest.mark.parametrize("compression", ["gzip", "deflate", "zstd"])
def test_a_compressed_body_cut_short_is_400(door: Door, encoding: str, compression: str) -> None:
    body = COMPRESS[compression](encoded(request(), encoding))
    refused(door.send_bytes(body[:-9], encoding, compression), encoding, 400, INVALID_ARGUMENT)


@both
def test_a_body_of_no_bytes_is_no_gzip(door: Door, encoding: str) -> None:
    refused(door.send_bytes(b"", encoding, "gzip"), encoding, 400, INVALID_ARGUMENT)


@both
@pytest.mark.parametrize("name", ["br", "gzip, gzip", "snappy"])
def test_other_content_encodings_are_415(door: Door, encoding: str, name: str) -> None:
    response = door.send_bytes(encoded(request(), encoding), encoding, Content_Encoding=name)
    message = refused(response, encoding, 415, INVALID_ARGUMENT)
    assert "gzip" in message


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", ""])
def test_other_content_types_are_415_in_json(door: Door, content_type: str) -> None:
    response = door.send_bytes(b"{}", content_type)
    assert response.status_code == 415
    assert read_status(response, "json").code == INVALID_ARGUMENT


@both
def test_one_byte_too_many_is_413(door: Door, encoding: str) -> None:
    refused(door.send_bytes(b" " * (LIMIT_BYTES + 1), encoding), encoding, 413, EXHAUSTED)


@both
@pytest.mark.parametrize("compression", ["gzip", "deflate", "zstd"])
def test_one_byte_too_many_after_decompression_is_413(door: Door, encoding: str, compression: str) -> None:
    body = COMPRESS[compression](b" " * (LIMIT_BYTES + 1))
    refused(door.send_bytes(body, encoding, compression), encoding, 413, EXHAUSTED)


@both
def test_a_bomb_of_many_gzip_members_is_413(door: Door, encoding: str) -> None:
    body = gzip.compress(b" " * MIB) * 65
    refused(door.send_bytes(body, encoding, "gzip"), encoding, 413, EXHAUSTED)


@both
def test_an_endless_chunked_body_is_413(door: Door, encoding: str) -> None:
    refused(door.send_bytes(endless(), encoding), encoding, 413, EXHAUSTED)


def endless() -> Iterator[bytes]:
    for _ in range(80):
        yield b" " * MIB


@zipped
def test_64_mib_of_json_is_taken(door: Door, compression: str) -> None:
    body = b"{" + b" " * (LIMIT_BYTES - 2) + b"}"
    read_success(door.send_bytes(COMPRESS[compression](body), "json", compression), "json")


@zipped
def test_a_base64_id_in_json_rejects_that_span_alone(door: Door, compression: str) -> None:
    document = orjson.loads(encoded(request(3), "json"))
    document["resourceSpans"][0]["scopeSpans"][0]["spans"][1]["traceId"] = "W47/95gDgQPSabYzgT/GDA=="
    body = COMPRESS[compression](orjson.dumps(document))
    partial = read_success(door.send_bytes(body, "json", compression), "json").partial_success
    assert partial.rejected_spans == 1
    assert "hex" in partial.error_message


def test_an_enum_name_in_json_rejects_that_span_alone(door: Door) -> None:
    document = orjson.loads(encoded(request(3), "json"))
    document["resourceSpans"][0]["scopeSpans"][0]["spans"][1]["kind"] = "SPAN_KIND_SERVER"
    partial = read_success(door.send_bytes(orjson.dumps(document), "json"), "json").partial_success
    assert partial.rejected_spans == 1
    assert "kind" in partial.error_message


@both
def test_the_answer_to_very_many_bad_spans_stays_small(door: Door, encoding: str) -> None:
    made = request(20_000)
    for span in spans_of(made):
        span.ClearField("attributes")
        span.span_id = b""
    response = door.send(made, encoding, "gzip")
    assert read_success(response, encoding).partial_success.rejected_spans == 20_000
    assert len(response.content) < 4 * MIB


@pytest.mark.parametrize("signal", ["logs", "metrics"])
@both
def test_other_signals_are_answered_in_the_encoding_of_the_request(door: Door, signal: str, encoding: str) -> None:
    response = door.send_bytes({"protobuf": b"", "json": b"{}"}[encoding], encoding, path=f"/v1/{signal}")
    assert (response.status_code, response.headers["content-type"]) == (200, CONTENT_TYPES[encoding])
