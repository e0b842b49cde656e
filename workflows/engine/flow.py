"""What a workflow function is given: every way in which it does something that is remembered."""

import hashlib
import inspect
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, InterfaceError

from workflows.engine import codec, mapping, one, waiting
from workflows.engine.declare import EffectDefinition, StepDefinition
from workflows.engine.one import Asked
from workflows.engine.running import Running
from workflows.engine.signals import CodeChanged, Gone, Leave
from workflows.policies.calls import LeaseLost

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Approval:
    """What a person said. `answered` False: nobody did in time."""

    answered: bool
    approved: bool
    by: str = ""
    note: str = ""

    def __bool__(self) -> bool:
        return self.approved


class Flow:
    """One run, as its function sees it. Each call has a key: the name, and how often it was called by that name."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._loops: Counter[str] = Counter()
        self._thread = threading.get_ident()

    @property
    def run_id(self) -> str:
        return str(self._running.told.run_id)

    @property
    def dry_run(self) -> bool:
        return self._running.dry_run

    def step(self, step: StepDefinition | Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The step's result: stored, or found now by its policy. Raises StepFailed, TypeError."""
        definition = _declared(step)
        with self._turn():
            name, loop = self._next(definition.name)
            return one.perform(self._running, Asked.of(definition, name, loop, None, args, kwargs))

    def map(
        self, step: StepDefinition | Callable[..., Any], items: Iterable[Any], *args: Any, at_once: int = 8,
        keep_failed: bool = False, **kwargs: Any,
    ) -> list[Any]:  # fmt: skip
        """The step for every item, several at a time, in the order of the items.

        Raises StepFailed for the first that failed, once all have ended; `keep_failed`: it stands in the list instead.
        """
        definition = _declared(step)
        with self._turn():
            name, loop = self._next(definition.name)
            asked = [
                Asked.of(definition, name, loop, number, (item, *args), kwargs) for number, item in enumerate(items)
            ]
            return mapping.perform(self._running, asked, at_once, keep_failed)

    def gate(self, name: str, condition: object) -> bool:
        """Notes a decision, so that one can count how often it was taken. Answers it."""
        verdict = bool(condition)
        with self._turn():
            name, loop = self._next(name)
            key = one.key_of(name, loop, None)
            stored = one.stored(self._running, key, name, "")
            if stored is not None and stored["result"] != verdict:
                raise CodeChanged(stored["result"], verdict, key)
            if stored is None:
                one.note_gate(self._running, key, name, loop, verdict)
        return verdict

    def wait_approval(self, question: str, *, who: str = "", within: str = "7d", name: str = "approval") -> Approval:
        """Puts the run aside until a person answers, at most `within`."""
        with self._turn():
            name, loop = self._next(name)
            found = waiting.wait(self._running, name, loop, "approval", within, who=who, question=question)
        return Approval(**found)

    def wait_webhook(self, name: str, *, within: str = "7d") -> Any:
        """Puts the run aside until another system calls its address; what it sent, or None when it did not in time."""
        with self._turn():
            name, loop = self._next(name)
            return waiting.wait(self._running, name, loop, "webhook", within)["answer"]

    def sleep(self, how_long: str, *, name: str = "sleep") -> None:
        """Puts the run aside for so long; nothing is held meanwhile."""
        with self._turn():
            name, loop = self._next(name)
            waiting.wait(self._running, name, loop, "timer", how_long)

    def effect(self, effect: EffectDefinition | Callable[..., Any], /, **payload: Any) -> str:
        """Notes something to be done outside, with the run's next commit; answers the key the other side will see.

        It is done at least once where its kind is idempotent, at most once where it is unsafe, never in a dry run.
        """
        if not isinstance(effect, EffectDefinition):
            raise TypeError("flow.effect takes a function declared with @effect")
        inspect.signature(effect.function).bind(**payload, idempotency_key="")
        with self._turn():
            name, loop = self._next(effect.name)
            key = one.key_of(name, loop, None)
            text = codec.dumps(payload, f"payload of {key}")
            own = hashlib.sha256(f"{self.run_id}\0{key}".encode()).hexdigest()
            state = "recorded" if self.dry_run else "pending"
            row = {"key": key, "idempotency_key": own, "name": effect.name, "kind": effect.kind, "state": state}
            self._running.pending.effects.append(row | {"payload": codec.loads(text)})
        return own

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Around all a flow does: what ends the function's turn ends it for good, whatever the function catches."""
        if threading.get_ident() != self._thread:
            raise RuntimeError("a flow belongs to the thread that its run has; steps and threads of theirs have none")
        if self._running.left is not None:
            raise self._running.left
        try:
            yield
        except Leave as leave:
            self._running.left = leave
            raise
        except LeaseLost:
            self._running.left = Gone()
            raise self._running.left from None
        except (DatabaseError, InterfaceError) as error:
            log.exception("Run %s is left without the database; its lease will run out", self.run_id)
            self._running.left = Gone()
            raise self._running.left from error

    def _next(self, name: str) -> tuple[str, int]:
        if not isinstance(name, str) or not name or len(name) > 200 or any(mark in name for mark in "#[\0"):
            raise TypeError(f"{name!r} is no name: text of at most 200 characters without # and [")
        self._loops[name] += 1
        return name, self._loops[name]


def _declared(step: object) -> StepDefinition:
    if not isinstance(step, StepDefinition):
        raise TypeError(f"{step!r} is no step: declare the function with @step")
    return step
