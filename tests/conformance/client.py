"""A plain OTLP/HTTP client: one function for each thing a test says, nothing hidden."""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any

import httpx
import orjson
import zstandard
from google.protobuf.json_format import MessageToDict
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from tests.conformance.requests import ids_to_hex

CONTENT_TYPES = {"protobuf": "application/x-protobuf", "json": "application/json"}
COMPRESS = {
    "identity": lambda body: body,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


def encoded(request: ExportTraceServiceRequest, encoding: str) -> bytes:
    if encoding == "protobuf":
        return request.SerializeToString()
    document = MessageToDict(request, use_integers_for_enums=True)
    return orjson.dumps(ids_to_hex(document))


class Door:
    """An address and a key."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url.rstrip("/")
        self.key = key
        self.http = httpx.Client(base_url=self.url, timeout=60)

    def __enter__(self) -> "Door":
        return self

    def __exit__(self, *_: "type[BaseException] | BaseException | TracebackType | None") -> None:
        self.http.close()

    def send(
        self,
        request: ExportTraceServiceRequest,
        encoding: str = "protobuf",
        compression: str = "identity",
        **headers: str,
    ) -> httpx.Response:
        return self.send_bytes(COMPRESS[compression](encoded(request, encoding)), encoding, compression, **headers)

    def send_bytes(
        self,
        body: bytes | Iterator[bytes],
        encoding: str = "protobuf",
        compression: str = "identity",
        path: str = "/v1/traces",
        method: str = "POST",
        **headers: str,
    ) -> httpx.Response:
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": CONTENT_TYPES.get(encoding, encoding)}
        sent |= {} if compression == "identity" else {"Content-Encoding": compression}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(method, path, content=body, headers=sent)


def read_status(response: httpx.Response, encoding: str) -> Status:
    """The refusal, after making sure it came in the right encoding."""
    assert response.headers["content-type"] == CONTENT_TYPES[encoding]
    if encoding == "protobuf":
        return Status.FromString(response.content)
    document = orjson.loads(response.content)
    return Status(code=document.get("code", 0), message=document.get("message", ""))


def read_success(response: httpx.Response, encoding: str) -> ExportTraceServiceResponse:
    """The answer to an export, after making sure it is a 200 in the right encoding."""
    assert (response.status_code, response.headers["content-type"]) == (200, CONTENT_TYPES[encoding]), response.text
    if encoding == "protobuf":
        return ExportTraceServiceResponse.FromString(response.content)
    partial: dict[str, Any] = orjson.loads(response.content).get("partialSuccess", {})
    answer = ExportTraceServiceResponse()
    if partial:
        answer.partial_success.rejected_spans = int(partial.get("rejectedSpans", 0))
        answer.partial_success.error_message = partial.get("errorMessage", "")
    return answer


def names(attributes: Sequence[Any]) -> list[str]:
    return [attribute.key for attribute in attributes]
