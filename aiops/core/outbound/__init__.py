"""The one way out: https to addresses that were checked, nothing followed, nothing endless.

`send(Request.of_json("POST", url, {...}))` looks a name up once, refuses it when any of its addresses lies inside our
own network, and connects to exactly the address that was checked, so that a name cannot change its mind in between. A
redirect is an answer like any other; environment proxies are not used. Every way to fail is an OutboundError.
"""

import http.client
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import orjson

from aiops.core.outbound import wire
from aiops.core.outbound.errors import (
    BrokenError,
    CancelledError,
    OutboundError,
    RefusedError,
    TimedOutError,
    TooLargeError,
    UnreachableError,
)
from aiops.core.outbound.rules import Rules, Target

__all__ = [
    "BrokenError",
    "CancelledError",
    "Limits",
    "OutboundError",
    "RefusedError",
    "Request",
    "Response",
    "Rules",
    "TimedOutError",
    "TooLargeError",
    "UnreachableError",
    "send",
]
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
CHUNK_BYTES = 65536


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes. `read_seconds` is the longest silence, `total_seconds` all of it with look-up and TLS."""

    connect_seconds: float = 5.0
    read_seconds: float = 10.0
    total_seconds: float = 10.0
    max_bytes: int = 1024 * 1024


@dataclass(frozen=True)
class Response:
    """Names of headers are in lower case; the last of several with one name stays. `body` is as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Raises BrokenError when it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            raise BrokenError("the answer is no JSON", may_have_arrived=True) from None


@dataclass(frozen=True)
class Request:
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @classmethod
    def of_json(cls, method: str, url: str, content: Any, headers: Mapping[str, str] | None = None) -> Self:
        return cls(method, url, {"Content-Type": "application/json", **(headers or {})}, orjson.dumps(content))


def send(
    request: Request,
    limits: Limits = Limits(),
    *,
    cancelled: Callable[[], bool] = lambda: False,
    rules: Rules | None = None,
    resolve: wire.Resolve = wire.look_up,
) -> Response:
    """One request, one answer, whatever its status. Raises OutboundError.

    `cancelled` is asked four times a second, so a caller that lost interest is free soon.
    """
    if request.method not in METHODS or not all(TOKEN.fullmatch(name) for name in request.headers):
        raise RefusedError("the method or the name of a header is none of HTTP's")
    rules = Rules.of_settings() if rules is None else rules
    target = rules.read(request.url)
    clock = wire.Clock(time.monotonic() + limits.total_seconds, cancelled)
    addresses = wire.addresses(target, resolve, clock)
    rules.check(target, addresses)
    plain = wire.connect(target, addresses, limits.connect_seconds, clock)
    try:
        connection = wire.Connection(target, wire.Patient(plain, limits.read_seconds, clock))
        headers = {"User-Agent": "aiops", **request.headers}
        connection.request(request.method, target.path, request.body, headers)
        return _answer(connection.getresponse(), target, limits)
    except (OSError, http.client.HTTPException) as error:
        reason = str(error) or type(error).__name__
        raise BrokenError(f"{target.shown} broke off: {reason}", may_have_arrived=clock.sent) from None
    except ValueError:
        raise RefusedError("a header or the path holds characters that HTTP does not allow") from None
    finally:
        plain.close()


def _answer(answer: http.client.HTTPResponse, target: Target, limits: Limits) -> Response:
    parts, size = [], 0
    while chunk := answer.read1(CHUNK_BYTES):
        size += len(chunk)
        if size > limits.max_bytes:
            raise TooLargeError(f"{target.shown} sent more than {limits.max_bytes:,} bytes", may_have_arrived=True)
        parts.append(chunk)
    if answer.length:
        raise BrokenError(f"{target.shown} hung up in the middle of its answer", may_have_arrived=True)
    return Response(answer.status, {name.lower(): value for name, value in answer.getheaders()}, b"".join(parts))
