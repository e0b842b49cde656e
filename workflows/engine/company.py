"""Micro-batches: items of several runs share one call of the step's function, which takes and answers a list.

Whoever fills the batch, or is the first whose patience ends, leads: it asks for all that wait, under its own attempt
and budget, and tells the others. There is nobody to start and nothing to watch: a leader that dies is replaced when the
next patience ends. What failed together is asked for alone, so that one bad item spoils nobody else's answer.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from workflows.engine import codec
from workflows.engine.story import Story
from workflows.policies.batching import Batch, due, may_wait
from workflows.policies.calls import Argument, Performed, WaitWanted
from workflows.policies.errors import CallError
from workflows.store import batches
from workflows.store.batches import Claimed, Item

GRACE_SECONDS = 2.0  # for a leader's answer to be written


class NotAsMany(CallError):  # noqa: N818 - what happened, as policies name it
    """The function did not answer each item."""

    code = "bad_answer"


def wanted(story: Story) -> Batch | None:
    """A step that does something besides answering is done alone, and so is a dry run."""
    rule = story.policy.batch
    alone = story.call.effect != "none" or story.call.dry_run
    return rule if rule is not None and rule.kind == "micro" and not alone else None


def alone(story: Story) -> None:
    """From here on the step's function is asked for this item only, as a list of one."""
    story.call = replace(story.call, function=_single(story.call.function))


def _single(function: Callable[..., Any]) -> Callable[..., Any]:
    def asked(item: Any) -> Any:
        return _as_many(function([item]), 1)[0]

    asked.__wrapped__ = function  # type: ignore[attr-defined]
    return asked


def _as_many(told: Any, many: int) -> list[Any]:
    if not isinstance(told, (list, tuple)) or len(told) != many:
        got = len(told) if isinstance(told, (list, tuple)) else "no list"
        raise NotAsMany(f"the step answered {got} for {many} items")
    return list(told)


def joined(story: Story, rule: Batch, ask: Callable[[Story], Performed | None]) -> Performed | None:
    """The answer, if it is there; a wait; or None: ask alone. `ask` performs a story on its primary rung."""
    call = story.call
    item = Item(call.project_id, f"{call.workflow}/{call.step_name}", call.run_id, call.key)
    slot = batches.mine(item)
    if slot is None:
        if not may_wait(rule, story.left_ms):
            return None
        batches.join(item, codec.plain(_only(call.arguments)), rule.within_ms)
    elif slot.state == "done":
        return _told(story, slot.answer, slot.cost_nanousd, slot.together or 1)
    elif slot.state == "failed":
        return None
    waiting, oldest_ms = batches.waiting(item)
    if due(rule, waiting, oldest_ms) or (slot is not None and slot.state == "asked"):
        return _lead(story, rule, item, ask)
    return _wait(story, max(1, rule.within_ms - oldest_ms) / 1000)


def _only(arguments: Argument) -> Any:
    values = [*arguments.positional, *arguments.named.values()]
    if len(values) != 1:
        raise TypeError("a step that is batched takes one argument: what each item is")
    return values[0]


def _lead(story: Story, rule: Batch, item: Item, ask: Callable[[Story], Performed | None]) -> Performed | None:
    call = story.call
    together, claimed = batches.claim(item, rule.most, story.policy.timeout_ms / 1000 + GRACE_SECONDS)
    if not claimed:
        return _wait(story, GRACE_SECONDS)
    items = [each.item for each in claimed]
    function = call.function

    def everything(items: Sequence[Any]) -> list[Any]:
        return _as_many(function(items), len(claimed))

    everything.__wrapped__ = function  # type: ignore[attr-defined]
    story.call = replace(call, function=everything, arguments=Argument((items,)))
    story.alive = lambda seconds: batches.renew(call.project_id, together, seconds + GRACE_SECONDS)
    done = ask(story)
    story.call, story.alive = call, None
    answers = _answers(story, done)
    if answers is None:
        batches.fail(call.project_id, together, [each.id for each in claimed])
        _tell(call.project_id, together)
        return None
    return _shared(story, item, (together, claimed, answers))


def _answers(story: Story, done: Performed | None) -> list[Any] | None:
    """Each item's, as it is written down. None: there are none, or one of them cannot be kept."""
    if done is None:
        return None
    try:
        return [codec.loads(codec.dumps(value, f"answer {place}")) for place, value in enumerate(done.value)]
    except (codec.UnstorableError, RecursionError) as error:
        story.attributes["aiops.batch.error"] = str(error)[:500]
        return None


def _shared(story: Story, item: Item, told: tuple[UUID, Sequence[Claimed], Sequence[Any]]) -> Performed | None:
    """Tells every item its answer, and its share of what the call cost; whole nano-dollars that add up."""
    together, claimed, answers = told
    whole = story.cost_nanousd
    shares = [None if whole is None else _share(whole, len(claimed), place) for place in range(len(claimed))]
    rows = list(zip(claimed, answers, shares, strict=True))
    batches.answer(item.project_id, together, [(each.id, answer, share) for each, answer, share in rows])
    _tell(item.project_id, together)
    for each, answer, share in rows:
        if (each.run_id.hex, each.step_key) == (item.run_id, item.step_key):
            return _told(story, answer, share, len(claimed))
    return _wait(story, GRACE_SECONDS)  # it led for others; its own item went with somebody else


def _share(whole: int, parts: int, place: int) -> int:
    """Equal shares; the first ones have what is left over."""
    each, left = divmod(whole, parts)
    return each + (place < left)


def _tell(project_id: int, together: Any) -> None:
    from workflows.engine import control  # which knows steps, and through them this module

    for wait_id in batches.open_waits(project_id, together):
        control.answer(project_id, wait_id, {"batch": together.hex}, "batch")


def _told(story: Story, answer: Any, share: int | None, together: int) -> Performed:
    story.attributes |= {"aiops.batch.together": together, "aiops.batch.share_nanousd": share}
    if not story.attempts:
        story.note("batch", time.time_ns())
    return story.done(answer, "batch" if together > 1 else "primary")


def _wait(story: Story, seconds: float) -> Performed:
    return story.waits(WaitWanted("batch", seconds, state={"batch": story.call.step_name}), "batch")
