"""Clients that behave as exporters do: they send again after trouble. Acknowledged ids go to disk."""

import http.client
import os
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Lock, Thread
from urllib.parse import urlsplit

from aiops.demo import history, otlp
from aiops.demo.runs import Run

RUNS_PER_BODY = 5
RETRY_SECONDS = ("1", "2", "3")  # exporters that are told to wait longer give up
TIMES_SENT = 3  # an acknowledged batch is sent again, as by a client that lost the answer


class Ledger:
    """What was acknowledged, in a file that is flushed to disk before the next request is sent."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a")
        self._lock = Lock()
        self.runs: dict[str, Run] = {}

    def close(self) -> None:
        self._file.close()

    def acknowledged(self, runs: list[Run]) -> None:
        with self._lock:
            self._file.writelines(f"{run.trace_id.hex()}\n" for run in runs)
            self._file.flush()
            os.fsync(self._file.fileno())
            self.runs.update({run.trace_id.hex(): run for run in runs})

    def __len__(self) -> int:
        return len(self.runs)


class Senders:
    """`connections` threads that send the company's runs until stopped."""

    def __init__(self, url: str, key: str, ledger: Ledger, seed: int, connections: int = 3) -> None:
        self.ledger, self.stopped, self.in_flight = ledger, Event(), 0
        self.surprises: list[str] = []  # answers that no fault of ours may cause: neither 200 nor a proper 503
        self.told_to_wait = self.unanswered = 0
        self._address, self._lock = urlsplit(url).netloc, Lock()
        self._headers = {"Content-Type": "application/x-protobuf", "x-api-key": key}
        self._batches = batches(seed)
        self._threads = [Thread(target=self._work) for _ in range(connections)]

    def __enter__(self) -> "Senders":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while not self.stopped.is_set():
            with self._lock:
                runs, body = next(self._batches)
            if self._until_acknowledged(body):
                self.ledger.acknowledged(runs)
                for _ in range(TIMES_SENT - 1):
                    self._post(body)

    def _until_acknowledged(self, body: bytes) -> bool:
        while not self.stopped.is_set():
            if self._post(body):
                return True
            time.sleep(0.1)
        return False

    def _post(self, body: bytes) -> bool:
        self.in_flight += 1
        connection = http.client.HTTPConnection(self._address, timeout=30)
        try:
            connection.request("POST", "/v1/traces", body, self._headers)
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            self.unanswered += 1
            return False
        finally:
            connection.close()
            self.in_flight -= 1
        wait = answer.headers.get("Retry-After")
        if answer.status == 503 and wait in RETRY_SECONDS:
            self.told_to_wait += 1
        elif answer.status != 200:
            self.surprises.append(f"{answer.status}, Retry-After {wait}: {said[:200]!r}")
        return answer.status == 200 and not said


def batches(seed: int) -> Iterator[tuple[list[Run], bytes]]:
    """Endless small batches of whole runs, of the last 20 days."""
    first, anchor_ns = 0, time.time_ns()
    while True:
        runs = list(history.runs(seed, anchor_ns, RUNS_PER_BODY, 20, first))
        first += RUNS_PER_BODY
        yield runs, next(otlp.bodies(runs, 10_000))
