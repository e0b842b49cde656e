"""Runs a step's function aside, so that one that hangs can be left, and answers what it asks of its policy.

The function has a thread of its own; whoever performs the step waits at the desk for what it wants (a model's answer)
and for its end. Everything that touches the run's records happens on this side. A function that is left goes on until
it ends by itself, but can ask for nothing any more.
"""

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from workflows.policies.errors import CallError

SLICE_SECONDS = 0.2  # how soon a cancelled step is left
_current: contextvars.ContextVar["Desk | None"] = contextvars.ContextVar("desk", default=None)


class StepTimedOut(CallError):  # noqa: N818 - what happened, as policies name it
    code = "timeout"


class StepCancelled(CallError):  # noqa: N818
    code = "cancelled"


class StepBroke(CallError):  # noqa: N818
    """It raised what is no ordinary exception, such as SystemExit: an outcome of the step, never the worker's end."""


class Left(CallError):  # noqa: N818
    """Nobody waits for this function any more."""

    code = "cancelled"


class NoStepError(RuntimeError):
    """Something that only a step may do was done elsewhere."""


@dataclass
class Wish:
    """What the function asks for, and where its answer goes: (answer, None) or (None, error)."""

    serve: Callable[[], Any]
    answered: "queue.SimpleQueue[tuple[Any, BaseException | None]]" = field(default_factory=queue.SimpleQueue)


@dataclass
class Desk:
    """One try of a function. `tools` is whatever whoever performs it wants to be asked by (see `calling`)."""

    tools: Any
    ends: float
    cancelled: threading.Event
    inbox: "queue.SimpleQueue[tuple[str, Any]]" = field(default_factory=queue.SimpleQueue)
    closed: threading.Event = field(default_factory=threading.Event)

    def run(self, function: Callable[..., Any], positional: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """Its result. Raises what it raises, StepTimedOut, StepCancelled, and what is fatal to the whole step."""
        context = contextvars.copy_context()
        context.run(_current.set, self)
        work = threading.Thread(
            target=context.run, args=(self._work, function, positional, named), name="step", daemon=True
        )
        work.start()
        release()
        try:
            return self._attend()
        finally:
            self.closed.set()

    def _work(self, function: Callable[..., Any], positional: Sequence[Any], named: Mapping[str, Any]) -> None:
        try:
            self.inbox.put(("value", function(*positional, **named)))
        except BaseException as error:  # noqa: BLE001 - whatever a step raises is an outcome
            self.inbox.put(("error", error))
        finally:
            connection.close()

    def _attend(self) -> Any:
        while True:
            left = self.ends - time.monotonic()
            if self.cancelled.is_set():
                raise StepCancelled("it was cancelled")
            if left <= 0:
                raise StepTimedOut("it took longer than the time it had")
            try:
                kind, what = self.inbox.get(timeout=min(left, SLICE_SECONDS))
            except queue.Empty:
                continue
            if kind == "value":
                return what
            if kind == "error":
                raise what if isinstance(what, Exception) else StepBroke(f"{type(what).__name__}: {what}") from what
            self._serve(what)

    def _serve(self, wish: Wish) -> None:
        """An answer, or an error that the function may handle; anything that is fatal goes up instead."""
        try:
            wish.answered.put((wish.serve(), None))
        except CallError as error:
            wish.answered.put((None, error))

    def ask(self, serve: Callable[[], Any]) -> Any:
        """Called by the function: has `serve` done on the other side. Raises CallError."""
        wish = Wish(serve)
        self.inbox.put(("wish", wish))
        while True:
            if self.closed.is_set():
                raise Left("the step was left: its time was up, or it was cancelled")
            try:
                answer, error = wish.answered.get(timeout=SLICE_SECONDS)
            except queue.Empty:
                continue
            if error is not None:
                raise error
            return answer


def release() -> None:
    """Gives the thread's connection back while it waits for somebody else, unless a transaction is open."""
    if not connection.in_atomic_block:
        connection.close()


def current() -> Desk:
    """That of the step whose function asks. Raises NoStepError."""
    found = _current.get()
    if found is None or found.tools is None:
        raise NoStepError("a model is asked within a step that has no effect on the database; this is none")
    return found


def served(what: Callable[[], Any]) -> Any:
    """Done by whoever performs the step, which has a connection to the database already; here where nobody does."""
    found = _current.get()
    return what() if found is None else found.ask(what)
