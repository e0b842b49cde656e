"""A model's answer by way of its provider's batch: half the price, for who can wait.

The step's function is left where it asks, and the run waits; answered, the step is performed again, and what it asks
finds its answer here. The money is reserved when it asks, and booked when the batch is answered, whatever became of the
run meanwhile.
"""

import time
from dataclasses import replace

import orjson
from django.db import transaction

from workflows.engine import codec, paying
from workflows.engine.providers import client, openai_api, prices
from workflows.engine.providers.asking import Answer, Endpoint, Question
from workflows.engine.providers.errors import BadAnswer, ProviderError, RequestRefused, ServerFault, TimedOut
from workflows.engine.signals import BatchPending
from workflows.engine.story import Open, Story, outcome_of
from workflows.policies.batching import may_wait
from workflows.policies.calls import AttemptDone
from workflows.store import batches
from workflows.store.batches import Item, Slot
from workflows.store.provider_batches import RUNG, name

GATHER_MS = 30_000  # how long items are gathered before their file goes
GRACE_S = 600.0  # beyond the provider's own time, for its answer to be fetched
TIER = "batch"


class QuestionChanged(ProviderError):  # noqa: N818 - what happened, as policies name it
    """Performed again, the step asks something else than is asked already: it would be paid twice."""


class _There(Exception):  # noqa: N818 - another worker was first; takes back what the transaction began
    pass


def wanted(story: Story, rung: str, endpoint: Endpoint) -> bool:
    """Only the first rung waits, and only where nothing but an answer is wanted."""
    rule, call = story.policy.batch, story.call
    alone = call.effect != "none" or call.dry_run or rung != "primary" or endpoint.kind != "openai"
    return rule is not None and rule.kind == "provider" and not alone


def find(story: Story, endpoint: Endpoint, question: Question, number: int) -> tuple[Open, Slot] | None:
    """What the batch answered to the step's question of this number. None: it is to be asked at once.

    Raises BatchPending, ProviderError, LeaseLost.
    """
    call, rule = story.call, story.policy.batch
    body = client.sent_bytes(endpoint, question)
    item = Item(call.project_id, name(endpoint.name, question.model), call.run_id, f"{call.key}@{number}")
    slot = batches.mine(item)
    if slot is not None and slot.item["digest"] != codec.digest(body):
        raise QuestionChanged(
            f"question {number} of {call.step_name} is not the one that its batch was asked: what a step asks a"
            " provider's batch must follow from its arguments, not from the time, chance or what has changed meanwhile"
        )
    if rule is None or (slot is None and not may_wait(rule, story.left_ms)):
        return None
    seconds = rule.within_ms / 1000 + GRACE_S
    if slot is None:
        _join(story, item, endpoint, question, body)
        raise BatchPending(seconds)
    if slot.state in {"waiting", "asked"}:
        if call.resumed is not None and not call.resumed.answered:
            raise TimedOut(f"{endpoint.name} did not answer its batch in time")
        raise BatchPending(seconds)
    cost = slot.cost_nanousd
    return Open(slot.item["attempt"], RUNG, slot.item["reserved"], time.time_ns(), cost_nanousd=cost), slot


def _join(story: Story, item: Item, endpoint: Endpoint, question: Question, body: bytes) -> None:
    """The attempt, its money and the item stand together, or not at all."""
    worst = prices.worst(item.project_id, endpoint, question, body, time.time_ns())
    try:
        with transaction.atomic():
            attempt = paying.begin(story, RUNG, question.model, worst, prices.not_text(question.messages))
            value = {"attempt": attempt.id, "reserved": attempt.reserved_nanousd, "body": orjson.loads(body)}
            value |= {"provider": endpoint.name, "digest": codec.digest(body)}
            if not batches.join(item, value, GATHER_MS):
                raise _There  # noqa: TRY301
    except _There:
        pass
    finally:
        story.open = None  # it ends when the batch is answered


def read(slot: Slot, endpoint: Endpoint, question: Question) -> Answer:
    """Raises ProviderError."""
    if slot.state == "failed":
        raise _refusal(slot.answer or {}, endpoint)
    try:
        found = replace(openai_api.answer(slot.answer), tier=TIER)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise BadAnswer(f"{endpoint.name} sent no answer that can be read ({type(error).__name__})") from None
    return client.checked(found, question)


def _refusal(said: dict[str, object], endpoint: Endpoint) -> ProviderError:
    status = said.get("status")
    message = f"{endpoint.name} did not answer this in its batch: {said.get('error') or 'it does not say why'}"
    if isinstance(status, int) and status >= 500:
        return ServerFault(message, status=status)
    return RequestRefused(message, status=status if isinstance(status, int) else None)


def told(attempt: Open) -> AttemptDone:
    """For the step's span: it was made when it was fetched, so that a day in a queue is no day of a model's work."""
    outcome, error = outcome_of(attempt.failure)
    message = attempt.failure.message if attempt.failure else ""
    return AttemptDone(
        attempt.id, RUNG, outcome, attempt.reserved_nanousd, attempt.cost_nanousd, attempt.start_ns, time.time_ns(),
        error, message, attempt.attributes | attempt.shown,
    )  # fmt: skip
