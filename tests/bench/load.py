"""Sends pre-encoded bodies over a number of connections and notes how long each took to be acknowledged."""

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from math import inf
from threading import Lock
from urllib.parse import urlsplit

from aiops.demo import history, otlp
from aiops.demo.runs import SPANS_PER_RUN
from tests.bench.stats import quantile

SEED = 2026


@dataclass(frozen=True)
class Sent:
    """What one run of the load saw. Times in seconds; refusals are answers other than 200 and connections lost."""

    spans: int
    seconds: float
    latencies: tuple[float, ...]
    refused: int

    @property
    def spans_per_second(self) -> float:
        return self.spans / self.seconds

    def latency_ms(self, share: float) -> float:
        return quantile(self.latencies, share) * 1000


@dataclass(frozen=True)
class Rhythm:
    """How bodies are sent: for at most so many seconds, and at `pace` spans a second (None: as fast as it goes)."""

    seconds: float = inf
    pace: float | None = None


AT_ONCE = Rhythm()


def encode(runs: int, spans_per_body: int, days: int = 25, first: int = 0) -> list[bytes]:
    """Protobuf bodies of `runs` traces spread over the last `days`, made before any clock is started."""
    return list(otlp.bodies(history.runs(SEED, time.time_ns(), runs, days, first), spans_per_body))


def encode_live(runs: int, spans_per_body: int, first: int = 0) -> list[bytes]:
    """The same of runs that have just ended."""
    return list(otlp.bodies(history.live(SEED, time.time_ns(), runs, first), spans_per_body))


def send(
    url: str,
    key: str,
    bodies: Sequence[bytes],
    spans: int,
    connections: int = 4,
    headers: dict[str, str] | None = None,
    path: str = "/v1/traces",
    rhythm: Rhythm = AT_ONCE,
) -> Sent:
    """Posts every body once; each connection takes the next one as soon as its last is acknowledged.

    `spans` is what the bodies hold together. With a pace a body's latency counts from when it was due: that it had to
    wait for others to be answered is part of it.
    """
    numbers, lock, refused = count(), Lock(), [0]
    latencies: list[float] = []
    parts = urlsplit(url)
    sent_headers = {"Content-Type": "application/x-protobuf", "Authorization": f"Bearer {key}"} | (headers or {})
    pause = spans / len(bodies) / rhythm.pace if rhythm.pace else 0.0

    def work() -> None:
        connection = http.client.HTTPConnection(parts.netloc, timeout=120)
        while True:
            with lock:
                number = next(numbers)
            due = max(started + number * pause, time.perf_counter() if not pause else 0.0)
            if number >= len(bodies) or due - started > rhythm.seconds:
                connection.close()
                return
            time.sleep(max(due - time.perf_counter(), 0.0))
            try:
                connection.request("POST", path, bodies[number], sent_headers)
                answer = connection.getresponse()
                answer.read()
                taken = answer.status == 200
            except (http.client.HTTPException, OSError):
                connection.close()  # the next request opens it again
                taken = False
            latencies.append(time.perf_counter() - due)
            with lock:
                refused[0] += not taken

    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        for future in [pool.submit(work) for _ in range(connections)]:
            future.result()
    seconds = time.perf_counter() - started
    return Sent(round(spans * len(latencies) / len(bodies)), seconds, tuple(latencies), refused[0])


def spans_of(runs: int) -> int:
    return runs * SPANS_PER_RUN
