"""Sends the simulated company's history to a running server, through the same doors as everybody's."""

import http.client
import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlsplit

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from aiops.demo import events
from aiops.demo.events import Event

EVENTS_PER_BODY = 500
CONNECTIONS, AHEAD = 3, 6  # bodies that wait for an answer or for their turn
TRIES = 8
WORDS_KEPT = 3  # each batch says much the same
Headers = Mapping[str, str]
SPANS: Headers = {"Content-Type": "application/x-protobuf"}  # not packed: it costs more than it saves on one machine
EVENTS: Headers = {"Content-Type": "application/json"}
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send to: base URL such as http://127.0.0.1:8000, and a key with the scopes that the doors ask for."""

    url: str
    key: str


@dataclass(slots=True)
class Loaded:
    """What the server took, what it knew already and what it refused, and its first words about that."""

    sent: int = 0
    duplicate: int = 0
    refused: int = 0
    said: list[str] = field(default_factory=list)

    def say(self, words: str) -> None:
        if words and len(self.said) < WORDS_KEPT:
            self.said.append(words)


def anchor(path: Path, now_ns: int) -> int:
    """The moment at which the history ends. Remembered in `path`, so that loading twice sends the same."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"anchor_ns": now_ns}))
    return int(json.loads(path.read_text())["anchor_ns"])


def remember_made(path: Path, number: int) -> None:
    """Beside the anchor: that the project was made for the demo, under this number."""
    path.write_text(json.dumps(json.loads(path.read_text()) | {"made": number}))


def made(paths: Iterable[Path]) -> list[int]:
    """The numbers of the projects that were made for the demo; one that was there before is not among them."""
    return [int(number) for path in paths if (number := json.loads(path.read_text()).get("made")) is not None]


def load(target: Target, bodies: Iterable[tuple[bytes, int]], progress: Progress) -> Loaded:
    """Posts bodies of spans, each with their number; `progress` gets the number that was answered so far.

    Raises RuntimeError with the server's own words when it refuses a whole request for good.
    """
    done = Loaded()
    for answer, count in _answers(target, "/v1/traces", SPANS, bodies):
        said = ExportTraceServiceResponse.FromString(answer).partial_success
        done.sent += count
        done.refused += said.rejected_spans
        done.say(said.error_message)
        progress(done.sent)
    return done


def load_events(target: Target, path: str, sent: Iterable[Event], progress: Progress) -> Loaded:
    """The same for one of the doors of events; a known event with another body counts as refused."""
    done = Loaded()
    bodies = ((body, 0) for body in events.bodies(sent, EVENTS_PER_BODY))
    for answer, _ in _answers(target, path, EVENTS, bodies):
        told = json.loads(answer)
        refused = len(told["rejected"]) + len(told["conflict"])
        done.sent += told["accepted"] + told["duplicate"] + refused
        done.duplicate += told["duplicate"]
        done.refused += refused
        for each in told["rejected"][:1]:
            done.say(f"{path}: {each['field']} {each['reason']}")
        for event_id in told["conflict"][:1]:
            done.say(f"{path}: {event_id} is known with another body")
        progress(done.sent)
    return done


def agree(target: Target, definitions: Iterable[tuple[str, Any]], prices: Iterable[Any]) -> None:
    """The workflows' definitions and the company's own prices; the same once more changes nothing."""
    with Connections(target) as server:
        for key, body in definitions:
            server.send("PUT", f"/api/v1/workflows/{quote(key)}", EVENTS, json.dumps(body).encode())
        for body in prices:
            server.send("POST", "/api/v1/prices", EVENTS, json.dumps(body).encode())


def _answers(
    target: Target, path: str, headers: Headers, bodies: Iterable[tuple[bytes, int]]
) -> Iterator[tuple[bytes, int]]:
    """In order; some bodies are under way while the next is made, and never more than a few."""
    under_way: deque[tuple[Future[bytes], int]] = deque()
    with Connections(target) as server, ThreadPoolExecutor(CONNECTIONS) as pool:
        for body, count in bodies:
            under_way.append((pool.submit(server.send, "POST", path, headers, body), count))
            if len(under_way) >= AHEAD:
                first, many = under_way.popleft()
                yield first.result(), many
        for waiting, many in under_way:
            yield waiting.result(), many


class Connections:
    """To one server, kept open between requests; several threads may send at once."""

    def __init__(self, target: Target) -> None:
        place = urlsplit(target.url)
        kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
        self.target, self._new = target, partial(kind, place.netloc, timeout=60)
        self._idle: list[http.client.HTTPConnection] = []

    def __enter__(self) -> "Connections":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for each in self._idle:
            each.close()

    def send(self, method: str, path: str, headers: Headers, body: bytes) -> bytes:
        """Raises RuntimeError when it is refused for good, OSError without a server."""
        for tries_left in reversed(range(TRIES)):
            try:
                status, wait, said = self._ask(method, path, headers, body)
            except (http.client.HTTPException, ConnectionError):  # closed meanwhile, as servers do
                if not tries_left:
                    raise
                time.sleep(0.1)
                continue
            if status < 300:
                return said
            if status not in (429, 502, 503, 504) or not tries_left:
                raise RuntimeError(f"{self.target.url} answered {status}: {said[:300]!r}")
            time.sleep(wait)
        raise AssertionError("unreachable: the last try answers or raises")

    def _ask(self, method: str, path: str, headers: Headers, body: bytes) -> tuple[int, float, bytes]:
        sender = {"Authorization": f"Bearer {self.target.key}", "User-Agent": "aiops-demo"}
        connection = self._idle.pop() if self._idle else self._new()
        try:
            connection.request(method, path, body, {**headers, **sender})
            answer = connection.getresponse()
            found = answer.status, float(answer.headers.get("Retry-After") or 1), answer.read()
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return found
