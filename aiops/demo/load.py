"""Sends the simulated company's history to a running server, through the same doors as everybody's."""

import gzip
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from aiops.demo import events, otlp
from aiops.demo.dialects import spoken
from aiops.demo.events import Event
from aiops.demo.runs import Run

SPANS_PER_BODY = 480
EVENTS_PER_BODY = 500
TRIES = 8
WORDS_KEPT = 3  # each batch says much the same
Headers = Mapping[str, str]
SPANS: Headers = {"Content-Type": "application/x-protobuf", "Content-Encoding": "gzip"}
EVENTS: Headers = {"Content-Type": "application/json"}
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send to: base URL such as http://127.0.0.1:8000, and a key with the scopes ingest and outcomes."""

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


def load(target: Target, runs: Iterable[Run], progress: Progress) -> Loaded:
    """Posts the runs' spans over two connections; `progress` gets the number of spans that were answered so far.

    Raises RuntimeError with the server's own words when it refuses a whole request for good.
    """
    done = Loaded()
    for answer in _answers(target, "/v1/traces", SPANS, otlp.bodies(map(spoken, runs), SPANS_PER_BODY)):
        said = ExportTraceServiceResponse.FromString(answer).partial_success
        done.sent += SPANS_PER_BODY
        done.refused += said.rejected_spans
        done.say(said.error_message)
        progress(done.sent)
    return done


def load_events(target: Target, path: str, sent: Iterable[Event], progress: Progress) -> Loaded:
    """The same for one of the doors of events; a known event with another body counts as refused."""
    done = Loaded()
    for answer in _answers(target, path, EVENTS, events.bodies(sent, EVENTS_PER_BODY)):
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


def _answers(target: Target, path: str, headers: Headers, bodies: Iterator[bytes]) -> Iterator[bytes]:
    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(lambda body: _post(target, path, headers, body), bodies)


def _post(target: Target, path: str, headers: Headers, body: bytes) -> bytes:
    sender = {"Authorization": f"Bearer {target.key}", "User-Agent": "aiops-demo"}
    data = gzip.compress(body, 1) if "Content-Encoding" in headers else body
    request = Request(f"{target.url}{path}", data, {**headers, **sender})  # noqa: S310 the address is our own
    for tries_left in reversed(range(TRIES)):
        try:
            with urlopen(request, timeout=60) as answer:  # noqa: S310
                found: bytes = answer.read()
                return found
        except HTTPError as error:
            if error.code not in (429, 502, 503, 504) or not tries_left:
                raise RuntimeError(f"{target.url} answered {error.code}: {error.read()[:300]!r}") from error
            time.sleep(float(error.headers.get("Retry-After") or 1))
    raise AssertionError("unreachable: the last try answers or raises")
