"""One step for many items: several at a time, committed in batches, so that ten thousand are no harder than ten."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Any

from django.db import connection

from workflows.engine import one
from workflows.engine.one import Asked, Settled
from workflows.engine.running import Running
from workflows.engine.signals import Leave, StepFailed, Suspended
from workflows.policies.calls import LeaseLost

MOST_AT_ONCE = 32
COMMIT_EVERY_S = 0.2
MOST_A_COMMIT = 200


def perform(running: Running, asked: Sequence[Asked], at_once: int, keep_failed: bool) -> list[Any]:
    """Results in the order of the items. Raises StepFailed, Leave, LeaseLost."""
    results: list[Any] = [None] * len(asked)
    todo = []
    for place, each in enumerate(asked):
        found = one.stored(running, each.key, each.name, each.hash)
        if found is None or found["state"] == "waiting":
            todo.append((place, each))
        else:
            results[place] = _given(each, found)
    waiting = False
    for place, settled in _settled(running, todo, at_once):
        waiting = waiting or settled is None or settled.wait is not None
        if settled is not None:
            results[place] = settled.failed or settled.value
    if waiting:
        raise Suspended
    failed = next((each for each in results if isinstance(each, StepFailed)), None)
    if failed is not None and not keep_failed:
        raise failed
    return results


def _given(asked: Asked, found: dict[str, Any]) -> Any:
    try:
        return one.given(asked, found)
    except StepFailed as failed:
        return failed


def _settled(running: Running, todo: Sequence[tuple[int, Asked]], at_once: int) -> Iterator[tuple[int, Settled | None]]:
    """Each as it is settled and committed; what was settled before a Leave is committed too."""
    batch: list[tuple[int, Settled | None]] = []
    asked_at = dict(todo)
    last = time.monotonic()
    try:
        for place, settled in _performed(running, todo, at_once):
            if settled is not None and not one.commits_itself(running, asked_at[place]):
                one.note(running, settled)
            batch.append((place, settled))
            if len(running.pending.steps) >= MOST_A_COMMIT or time.monotonic() - last > COMMIT_EVERY_S:
                running.commit()
                yield from batch
                batch, last = [], time.monotonic()
    except Leave:
        if not running.hold.lost:
            running.commit()
        raise
    running.commit()
    yield from batch


def _performed(
    running: Running, todo: Sequence[tuple[int, Asked]], at_once: int
) -> Iterator[tuple[int, Settled | None]]:
    """Each as it is settled, in any order. After one that raises no other is begun; those begun are waited for."""
    if not todo or todo[0][1].definition.effect == "db":  # each is a transaction of the run's own thread
        for place, each in todo:
            yield place, one.settle(running, each, running.before.steps.get(each.key))
        return
    width = max(1, min(at_once, MOST_AT_ONCE, len(todo)))
    with ThreadPoolExecutor(width, thread_name_prefix="map") as pool:
        rest = iter(todo)
        open_: dict[Future[Settled | None], int] = {}
        raised: BaseException | None = None
        while True:
            while raised is None and len(open_) < 2 * width and (item := next(rest, None)) is not None:
                open_[pool.submit(copy_context().run, _in_thread, running, item[1])] = item[0]
            if not open_:
                break
            for done in wait(open_, return_when=FIRST_COMPLETED).done:
                place = open_.pop(done)
                if (error := done.exception()) is not None:
                    raised = raised or error
                else:
                    yield place, done.result()
        if raised is not None:
            raise raised


def _in_thread(running: Running, asked: Asked) -> Settled | None:
    """Threads of a map have connections of their own, and give them back."""
    try:
        return one.settle(running, asked, running.before.steps.get(asked.key))
    except LeaseLost:
        running.hold.lose()
        raise
    finally:
        connection.close()
