"""How a step's function asks a model: `answer = model("Summarise this", system="Be brief.")`.

Which model answers, whether its provider may be asked right now, what is masked and what it may cost is for the step's
policy; the function only says what it wants to know. It raises a CallError (see `providers.errors`) for the policy to
decide on; a function that catches one and goes on is free to do so.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from workflows.engine import checking, desk, paying, waited_for
from workflows.engine.providers import client, endpoints, prices
from workflows.engine.providers.asking import DEFAULT_MAX_TOKENS, Answer, Endpoint, Message, Question, Tool, ToolCall
from workflows.engine.providers.errors import ProviderError, RequestRefused
from workflows.engine.story import Open, Story
from workflows.policies import failures
from workflows.policies.errors import CallError
from workflows.policies.guards.form import declared
from workflows.policies.guards.pii import Masks
from workflows.store import limits
from workflows.store.batches import Slot

MOST_SHOWN = 20_000  # characters of messages on a span
RATE_PATIENCE_MS = 10_000  # longest wait for a turn


class BreakerOpen(ProviderError):  # noqa: N818 - what happened, as policies name it
    code = "breaker_open"


class RateUsedUp(ProviderError):  # noqa: N818
    code = "rate"


@dataclass
class Tools:
    """What one try of a function may ask for. `model` and `provider` are those of its rung; empty: the policy's."""

    story: Story
    rung: str
    ends: float
    model: str = ""
    provider: str = ""
    masks: Masks = field(default_factory=Masks)
    last: Answer | None = None
    asked: int = 0  # questions of this try that a provider's batch answers
    stays: bool = False  # what its batch answered, or did not, another try would meet again
    judging: bool = False  # asked by a guardrail or a look-up: no guardrail judges the judge


def model(  # noqa: PLR0913  as many as a question can have
    prompt: str | Sequence[Message],
    *,
    system: str = "",
    schema: Any = None,
    tools: Sequence[Tool] = (),
    tool_choice: str = "auto",
    max_tokens: int = DEFAULT_MAX_TOKENS,
    temperature: float | None = None,
    stop: Sequence[str] = (),
    name: str = "",
) -> Answer:
    """The answer of the model that the step's policy chooses; `name` wishes for another, unless a fallback says which.

    `prompt` is what the user says, or a list of messages; text from documents and tools belongs into these, never into
    `system`. `schema` (a JSON schema, a dataclass, a TypedDict) asks for an answer in that form, read into `.data`.
    Raises CallError.
    """
    at = desk.current()
    said = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else list(prompt)
    messages = [{"role": "system", "content": system}, *said] if system else said
    form = declared(schema) if schema is not None else None
    question = Question(name, messages, tuple(tools), tool_choice, form, max_tokens, temperature, tuple(stop))
    answer: Answer = at.ask(lambda: serve(at.tools, question))
    return answer


def serve(tools: Tools, question: Question) -> Answer:
    """On the side of whoever performs the step. Raises CallError, LeaseLost."""
    story = tools.story
    if story.call.effect == "none" or (story.open is not None and story.open.end_ns):
        story.end()  # a call before this one in the same try
    story.mark(tools.rung)
    endpoint = endpoints.find(story.call.project_id, tools.provider or story.policy.provider)
    wanted = tools.model or question.model or story.policy.model or endpoint.default_model
    if not wanted:
        raise RequestRefused(f"neither the step nor the provider {endpoint.name} names a model")
    messages = checking.into_model(story, question.messages, tools.masks, only_masks=tools.judging)
    question = replace(question, model=wanted, messages=messages)
    tools.last = _waited_for(tools, endpoint, question) or _asked(tools, endpoint, question, _admitted(tools, endpoint))
    if checking.restores(story):
        tools.last = checking.restored(tools.last, tools.masks)
    return tools.last


def _waited_for(tools: Tools, endpoint: Endpoint, question: Question) -> Answer | None:
    """By way of its provider's batch. None: it is asked at once. Raises BatchPending, ProviderError, LeaseLost."""
    story = tools.story
    if tools.judging or not waited_for.wanted(story, tools.rung, endpoint):
        return None
    tools.asked += 1
    try:
        found = waited_for.find(story, endpoint, question, tools.asked)
        return None if found is None else _read(story, endpoint, question, *found)
    except ProviderError:
        tools.stays = True
        raise


def _read(story: Story, endpoint: Endpoint, question: Question, attempt: Open, slot: Slot) -> Answer:
    """Out of a batch; told once, however often the step's tries read it. Raises ProviderError."""
    _ask_attributes(attempt, endpoint, question)
    try:
        answer = waited_for.read(slot, endpoint, question)
        _answer_attributes(attempt, answer)
    except ProviderError as error:
        attempt.failure = failures.of(error)
        if error.answer is not None:
            _answer_attributes(attempt, error.answer)
        raise
    finally:
        if all(each.attempt_id != attempt.id for each in story.attempts):
            story.attempts.append(waited_for.told(attempt))
        story.said = True
    return replace(answer, cost_nanousd=attempt.cost_nanousd)


def _admitted(tools: Tools, endpoint: Endpoint) -> bool:
    """Waits for its turn. Whether the breaker is calm. Raises BreakerOpen, RateUsedUp."""
    story, calm = tools.story, True
    _take_turn(tools, endpoint)
    if story.policy.breaker is not None:
        admitted = limits.admit(story.call.project_id, _breaker(story, endpoint), story.policy.breaker)
        if not admitted.allowed:
            story.attributes["aiops.workflow.breaker"] = admitted.state
            raise BreakerOpen(f"the breaker of {_breaker(story, endpoint)} is open: it is not asked for a while")
        calm = admitted.calm
    return calm


def _take_turn(tools: Tools, endpoint: Endpoint) -> None:
    story = tools.story
    if story.policy.rate is None:
        return
    patience = max(0, min(RATE_PATIENCE_MS, int((tools.ends - time.monotonic()) * 1000)))
    name = f"{story.call.workflow}/{story.call.step_name}/{endpoint.name}"[:400]
    wait_ms = limits.take(story.call.project_id, name, story.policy.rate, patience)
    if wait_ms is None:
        raise RateUsedUp(f"{story.policy.rate} is used up, and waiting for a turn would take too long")
    if wait_ms:
        story.attributes["aiops.workflow.rate_wait_ms"] = wait_ms
        if story.call.cancelled.wait(wait_ms / 1000):
            raise desk.StepCancelled("it was cancelled")


def _breaker(story: Story, endpoint: Endpoint) -> str:
    rule = story.policy.breaker
    return f"provider:{endpoint.name}" if rule is None or rule.name == "provider" else rule.name


def _asked(tools: Tools, endpoint: Endpoint, question: Question, calm: bool) -> Answer:
    story = tools.story
    body = client.sent_bytes(endpoint, question)
    worst = prices.worst(story.call.project_id, endpoint, question, body, time.time_ns())
    story.end()
    try:
        attempt = paying.begin(story, tools.rung, question.model, worst, prices.not_text(question.messages))
    except ProviderError:
        story.mark(tools.rung)
        raise
    _ask_attributes(attempt, endpoint, question)
    try:
        with paying.charged(attempt):
            patience = client.Patience(tools.ends, story.call.cancelled.is_set)
            answer = client.ask(endpoint, question, patience, body)
    except ProviderError as error:
        if error.answer is not None:
            _booked(story, attempt, endpoint, question, error.answer)
        _report(story, endpoint, calm, error)
        raise
    answer = _booked(story, attempt, endpoint, question, answer)
    _report(story, endpoint, calm, None)
    return answer


def _booked(story: Story, attempt: Open, endpoint: Endpoint, question: Question, answer: Answer) -> Answer:
    paying.book(story, attempt, endpoint, question.model, answer)
    _answer_attributes(attempt, answer)
    return replace(answer, cost_nanousd=attempt.cost_nanousd)


def _report(story: Story, endpoint: Endpoint, calm: bool, error: CallError | None) -> None:
    """Only what the provider did counts against it: a question of ours that it refuses does not."""
    rule = story.policy.breaker
    if rule is None or (error is not None and error.code == "cancelled"):
        return
    good = error is None or not failures.counts_against_provider(failures.of(error))
    name = _breaker(story, endpoint)
    state = limits.report(story.call.project_id, name, rule, good=good, calm=calm)
    if state != "closed":
        story.attributes["aiops.workflow.breaker"] = state


def _ask_attributes(attempt: Open, endpoint: Endpoint, question: Question) -> None:
    attempt.attributes |= {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": endpoint.seller,
        "gen_ai.request.model": question.model,
        "gen_ai.request.max_tokens": question.max_tokens,
    }
    if question.temperature is not None:
        attempt.attributes["gen_ai.request.temperature"] = question.temperature
    attempt.shown["gen_ai.input.messages"] = _shown([_message(each) for each in question.messages])
    if question.tools:
        offered = [{"type": "function", "name": each.name, "parameters": each.parameters} for each in question.tools]
        attempt.shown["gen_ai.tool.definitions"] = _shown(offered)
    if question.schema is not None:
        attempt.shown["aiops.output.schema"] = _shown(question.schema)


def _answer_attributes(attempt: Open, answer: Answer) -> None:
    attempt.attributes |= {
        "gen_ai.response.model": answer.model or None,
        "gen_ai.response.id": answer.id or None,
        "gen_ai.response.finish_reasons": [answer.finish] if answer.finish else None,
    }
    if answer.tier and answer.tier not in {"default", "standard"}:
        attempt.attributes["openai.response.service_tier"] = answer.tier
    if (tokens := answer.tokens) is not None:
        attempt.attributes |= {
            "gen_ai.usage.input_tokens": tokens.input,
            "gen_ai.usage.output_tokens": tokens.output,
            "gen_ai.usage.cache_read.input_tokens": tokens.cache_read or None,
            "gen_ai.usage.cache_write.input_tokens": tokens.cache_write or None,
            "gen_ai.usage.reasoning.output_tokens": tokens.reasoning or None,
        }
    parts: list[dict[str, Any]] = [{"type": "text", "content": answer.text}] if answer.text else []
    parts += _calls(answer.tool_calls)
    said = [{"role": "assistant", "parts": parts, "finish_reason": answer.finish or "stop"}]
    attempt.shown["gen_ai.output.messages"] = _shown(said)


def _message(message: Message) -> dict[str, Any]:
    """In the form of OpenTelemetry GenAI."""
    content = message.get("content") or ""
    parts: list[dict[str, Any]] = []
    if message.get("role") == "tool":
        parts = [{"type": "tool_call_response", "id": message.get("tool_call_id", ""), "response": content}]
    elif content:
        parts = [{"type": "text", "content": content if isinstance(content, str) else str(content)}]
    return {"role": message.get("role", "user"), "parts": parts + _calls(message.get("tool_calls") or ())}


def _calls(calls: Sequence[ToolCall]) -> list[dict[str, Any]]:
    return [
        {"type": "tool_call", "id": each.id, "name": each.name, "arguments": each.arguments or each.raw}
        for each in calls
    ]


def _shown(value: Mapping[str, Any] | Sequence[Any]) -> str | None:
    written = orjson.dumps(value, default=str).decode()
    return written if len(written) <= MOST_SHOWN else None
