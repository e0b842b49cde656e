"""Sends the simulated company's history to a running server, through the same door as everybody's."""

import gzip
import json
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTracePartialSuccess,
    ExportTraceServiceResponse,
)

from aiops.demo import otlp
from aiops.demo.runs import Run

SPANS_PER_BODY = 480
TRIES = 8
WORDS_KEPT = 3  # each batch says much the same


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send to: base URL such as http://127.0.0.1:8000, and a key with the scope ingest."""

    url: str
    key: str


@dataclass(slots=True)
class Loaded:
    """What the server did not take of it, and its first words about that or about what it changed."""

    refused: int = 0
    said: list[str] = field(default_factory=list)

    def add(self, answer: ExportTracePartialSuccess) -> None:
        self.refused += answer.rejected_spans
        if answer.error_message and len(self.said) < WORDS_KEPT:
            self.said.append(answer.error_message)


def anchor(path: Path, now_ns: int) -> int:
    """The moment at which the history ends. Remembered in `path`, so that loading twice sends the same spans."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"anchor_ns": now_ns}))
    return int(json.loads(path.read_text())["anchor_ns"])


def load(target: Target, runs: Iterable[Run], progress: Callable[[int], None]) -> Loaded:
    """Posts the runs over two connections; `progress` gets the number of spans that were answered so far.

    Raises RuntimeError with the server's own words when it refuses a whole request for good.
    """
    done = Loaded()
    with ThreadPoolExecutor(2) as pool:
        sent = pool.map(lambda body: _post(target, body), otlp.bodies(runs, SPANS_PER_BODY))
        for number, answer in enumerate(sent, 1):
            done.add(answer)
            progress(number * SPANS_PER_BODY)
    return done


def _post(target: Target, body: bytes) -> ExportTracePartialSuccess:
    headers = {
        "Authorization": f"Bearer {target.key}",
        "Content-Type": "application/x-protobuf",
        "Content-Encoding": "gzip",
        "User-Agent": "aiops-demo",
    }
    request = Request(f"{target.url}/v1/traces", gzip.compress(body, 1), headers)  # noqa: S310 the address is our own
    for tries_left in reversed(range(TRIES)):
        try:
            with urlopen(request, timeout=60) as answer:  # noqa: S310
                return ExportTraceServiceResponse.FromString(answer.read()).partial_success
        except HTTPError as error:
            if error.code not in (429, 502, 503, 504) or not tries_left:
                raise RuntimeError(f"{target.url} answered {error.code}: {error.read()[:300]!r}") from error
            time.sleep(float(error.headers.get("Retry-After") or 1))
    raise AssertionError("unreachable: the last try answers or raises")
