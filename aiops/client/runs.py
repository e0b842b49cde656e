"""A managed workflow called from your own process, with an answer in time whatever happens.

    from aiops.client import run

    answer = run("support-answer", {"question": text}, deadline_seconds=5, fallback="We will write to you today.")
    reply(answer.value)  # the run's output, or the fallback; answer.reason says why it is the fallback

The work is done in a thread of its own: a server that is away, hangs, trickles or answers nonsense costs the caller no
more than the deadline, and an outage never raises. The run itself has the same deadline, so that nothing goes on, and
costs, after the caller has left.
"""

import json
import logging
import queue
import random
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from aiops.client.sender import PASSING, Target, shared

log = logging.getLogger("aiops.client")

MOST_AT_ONCE = 200  # callers; one beyond has its fallback at once
TRIES = 3  # to start: what is away for longer is away
FIRST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 0.01, 0.5
MARGIN, MOST_MARGIN_SECONDS = 0.1, 0.1  # of the deadline, kept for coming back on a machine that is busy
ENDED = {"succeeded", "failed", "cancelled", "dead"}
MOST_ANSWER_BYTES = 8 * 1024 * 1024

_places = threading.BoundedSemaphore(MOST_AT_ONCE)


@dataclass(frozen=True)
class Answer:
    """`value` is the run's output, or the fallback: then `reason` says why, else it is empty."""

    value: Any
    reason: str = ""
    run_id: str = ""

    @property
    def is_fallback(self) -> bool:
        return bool(self.reason)


class _Failed(Exception):  # noqa: N818 - why there is no output, no fault
    """Why there is no output. Stays inside this module."""


@dataclass
class _Call:
    """One caller's work, and what it knows so far. Times on time.monotonic()."""

    target: Target
    workflow: str
    body: bytes
    key: str
    ends: float
    run_id: str = ""

    def work(self, done: "queue.SimpleQueue[tuple[Any, str]]") -> None:
        try:
            done.put((self._output(), ""))
        except _Failed as failed:
            done.put((None, str(failed)))
        except Exception as error:  # the caller must have an answer, whatever happens here
            log.exception("run %s", self.workflow)
            done.put((None, f"fault of the client: {error!r}"))
        finally:
            _places.release()

    def _output(self) -> Any:
        run, wait = self._start(), FIRST_LOOK_SECONDS
        while run.get("state") not in ENDED:
            self._sleep(wait)
            wait = min(wait * 1.5, LONGEST_LOOK_SECONDS)
            try:
                run = self._ask("GET", f"/api/v1/runs/{self.run_id}")
            except OSError as error:
                log.debug("run %s of %s: %s; looking again", self.run_id, self.workflow, error)
        if run["state"] != "succeeded":
            told = run.get("error") or {}
            raise _Failed(f"the run {run['state']}: {told.get('code', '')}: {told.get('message', '')}"[:500])
        return run.get("output")

    def _start(self) -> dict[str, Any]:
        """Tried again with the same key, so that it is one run however often it arrives."""
        for tried in range(1, TRIES + 1):
            try:
                run = self._ask("POST", f"/api/v1/workflows/{quote(self.workflow, safe='')}/runs", self.body)
            except OSError as error:
                if tried == TRIES:
                    raise _Failed(f"it cannot be started: {error}") from None
                self._sleep(random.uniform(0.05, 0.1) * tried)  # noqa: S311  only spreads the retries
                continue
            self.run_id = str(run.get("id", ""))
            return run
        raise _Failed("it cannot be started")

    def _ask(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        """Raises OSError for trouble that may pass, _Failed for any other."""
        headers = {"Authorization": f"Bearer {self.target.key}", "Content-Type": "application/json"}
        headers |= {"Idempotency-Key": self.key} if body is not None else {}
        left = self.ends - time.monotonic()
        if left <= 0:
            raise _Failed("the deadline passed")
        request = Request(self.target.url + path, body, headers, method=method)  # noqa: S310  the owner's own address
        try:
            with urlopen(request, timeout=left) as answer:  # noqa: S310
                found = json.loads(answer.read(MOST_ANSWER_BYTES))
        except HTTPError as error:
            if error.code in PASSING or error.code == 500:
                raise URLError(f"the server answers {error.code}") from None
            raise _Failed(f"refused: {error.code} {error.read(500).decode('utf-8', 'replace')}") from None
        except (HTTPException, ValueError) as error:
            raise URLError(f"the server answers what is no answer: {error!r}") from None
        if not isinstance(found, dict):
            raise URLError("the server answers what is no run")
        return found

    def _sleep(self, seconds: float) -> None:
        time.sleep(max(0.0, min(seconds, self.ends - time.monotonic())))


def run(
    workflow: str,
    input: Mapping[str, Any] | None = None,  # noqa: A002  as the API calls it
    *,
    deadline_seconds: float,
    fallback: Any,
    idempotency_key: str = "",
) -> Answer:
    """The output of a run, or the fallback, never later than the deadline. `fallback`: a value, or a function without
    arguments, whose own time and errors are the caller's. An input that is no JSON falls back too: see the log.
    """
    ends = time.monotonic() + deadline_seconds - min(MOST_MARGIN_SECONDS, deadline_seconds * MARGIN)
    target = shared.configured()
    if target is None:
        return _fall(workflow, fallback, "set AIOPS_URL and AIOPS_KEY")
    try:
        said = {"input": dict(input or {}), "deadline": f"{max(1, int(deadline_seconds * 1000))}ms"}
        body = json.dumps(said, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        return _fall(workflow, fallback, f"the input is no JSON: {error}")
    call = _Call(target, workflow, body, idempotency_key or uuid.uuid4().hex, ends)
    done: queue.SimpleQueue[tuple[Any, str]] = queue.SimpleQueue()
    if (problem := _begin(call, done)) != "":
        return _fall(workflow, fallback, problem)
    try:
        value, reason = done.get(timeout=max(0.0, ends - time.monotonic()))
    except queue.Empty:
        value, reason = None, "the deadline passed"
    return _fall(workflow, fallback, reason, call.run_id) if reason else Answer(value, run_id=call.run_id)


def _begin(call: _Call, done: "queue.SimpleQueue[tuple[Any, str]]") -> str:
    """Why it could not begin; empty when it has."""
    if not _places.acquire(blocking=False):
        return f"{MOST_AT_ONCE} calls wait already"
    try:
        threading.Thread(target=call.work, args=(done,), name="aiops-run", daemon=True).start()
    except RuntimeError as error:
        _places.release()
        return str(error)
    return ""


def _fall(workflow: str, fallback: Any, reason: str, run_id: str = "") -> Answer:
    log.warning("run of %s falls back: %s", workflow, reason)
    value = fallback() if callable(fallback) else fallback
    return Answer(value, reason, run_id)
