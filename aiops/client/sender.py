"""A bounded buffer and the thread that empties it: batches of one door, sent again while the trouble may pass."""

import atexit
import json
import logging
import os
import random
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote
from urllib.request import Request, urlopen

log = logging.getLogger("aiops.client")

MAX_BUFFERED = 10_000  # events; beyond that the newest are dropped
BATCH = 500
EVERY_SECONDS = 1.0
TIMEOUT_SECONDS = 10.0
GIVE_UP_SECONDS = 300.0  # after which a batch that meets only trouble is dropped
LONGEST_WAIT_SECONDS = 30.0
PASSING = {HTTPStatus.TOO_MANY_REQUESTS, 502, HTTPStatus.SERVICE_UNAVAILABLE, 504}
Item = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Target:
    url: str
    key: str

    @classmethod
    def from_environment(cls) -> "Target | None":
        """AIOPS_URL and AIOPS_KEY, else OpenTelemetry's endpoint and headers; None when there is none."""
        pairs = (pair.partition("=") for pair in os.environ.get("OTEL_EXPORTER_OTLP_HEADERS", "").split(","))
        headers = {name.strip().lower(): unquote(value.strip()) for name, _, value in pairs}
        url = os.environ.get("AIOPS_URL") or os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "")
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        key = os.environ.get("AIOPS_KEY") or headers.get("x-api-key") or bearer
        return cls(url.rstrip("/"), key) if url and key else None


@dataclass
class Sender:
    target: Target | None = None
    buffer: deque[Item] = field(default_factory=deque)
    lock: threading.Condition = field(default_factory=threading.Condition)
    thread: threading.Thread | None = None
    busy: bool = False
    hurry: bool = False
    dropped: int = 0

    def __post_init__(self) -> None:
        os.register_at_fork(after_in_child=self._forget)
        atexit.register(self.flush, TIMEOUT_SECONDS)

    def put(self, door: str, event: dict[str, Any]) -> None:
        """Never raises and never waits: what finds the buffer full is dropped and counted."""
        with self.lock:
            if len(self.buffer) >= MAX_BUFFERED:
                self.dropped += 1
                return
            self.buffer.append((door, event))
            if self.thread is None:
                self.thread = threading.Thread(target=self._work, name="aiops-client", daemon=True)
                self.thread.start()
            if len(self.buffer) >= BATCH:
                self.lock.notify_all()

    def flush(self, seconds: float) -> bool:
        with self.lock:
            self.hurry = True
            self.lock.notify_all()
            done = self.lock.wait_for(lambda: not self.buffer and not self.busy, seconds)
            self.hurry = False
        return done

    def _forget(self) -> None:
        """In a forked child: the parent's thread is not here, and the parent sends what is in its buffer."""
        self.buffer, self.lock, self.thread, self.busy = deque(), threading.Condition(), None, False

    def _work(self) -> None:
        while True:
            door, events = self._next()
            try:
                self._deliver(door, events)
            except Exception:  # the caller's service must not fail, nor this thread end, whatever happens here
                log.exception("%d events of %s are dropped", len(events), door)
            with self.lock:
                self.busy = False
                self.lock.notify_all()

    def _next(self) -> tuple[str, list[dict[str, Any]]]:
        """Waits for events; the first door's, as many as stand together."""
        with self.lock:
            while not self.buffer:
                self.lock.wait()
            self.lock.wait_for(lambda: self.hurry or len(self.buffer) >= BATCH, EVERY_SECONDS)
            self.busy = True
            if self.dropped:
                log.warning("%d events were dropped: the buffer of %d is full", self.dropped, MAX_BUFFERED)
                self.dropped = 0
            door = self.buffer[0][0]
            events: list[dict[str, Any]] = []
            while self.buffer and self.buffer[0][0] == door and len(events) < BATCH:
                events.append(self.buffer.popleft()[1])
            return door, events

    def configured(self) -> Target | None:
        """Where to and with which key; None when neither `configure` nor the environment says."""
        return self.target or Target.from_environment()

    def _deliver(self, door: str, events: list[dict[str, Any]]) -> None:
        target = self.configured()
        if target is None:
            log.warning("%d events are dropped: set AIOPS_URL and AIOPS_KEY", len(events))
            return
        body = json.dumps({"events": events}, default=str).encode()
        began, wait = time.monotonic(), 0.5
        while True:
            trouble = self._post(target, door, body)
            if trouble is None:
                return
            if time.monotonic() - began + wait > GIVE_UP_SECONDS:
                log.error("%d events of %s are dropped after %d s: %s", len(events), door, GIVE_UP_SECONDS, trouble)
                return
            time.sleep(random.uniform(wait / 2, wait))  # noqa: S311  only spreads the retries
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    def _post(self, target: Target, door: str, body: bytes) -> str | None:
        """None when the batch is done with, else the trouble that may pass."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {target.key}"}
        request = Request(f"{target.url}/api/v1/{door}", body, headers)  # noqa: S310  the address is the owner's own
        try:
            with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                self._tell(door, json.load(answer))
        except HTTPError as error:
            if error.code in PASSING:
                return f"{error.code}"
            said = error.read(1000).decode("utf-8", "replace")
            log.error("a batch of %s is refused: %d %s", door, error.code, said)  # noqa: TRY400  no fault of ours
        except (URLError, OSError) as error:
            return str(error)
        return None

    def _tell(self, door: str, answer: dict[str, Any]) -> None:
        for each in answer.get("rejected", []):
            log.warning("an event of %s is rejected: %s %s", door, each["field"], each["reason"])
        if conflicts := answer.get("conflict"):
            log.warning("%d events of %s are known with another body: %s", len(conflicts), door, conflicts[:5])


shared = Sender()
