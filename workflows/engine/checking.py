"""Guardrails and confidence, applied: what is masked, what stops, and what the span is told of it."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from workflows.engine.providers.asking import Answer, ToolCall
from workflows.engine.story import Story
from workflows.policies import confidence
from workflows.policies.calls import Argument
from workflows.policies.errors import CallError
from workflows.policies.guards.form import as_plain
from workflows.policies.guards.outside import Outside
from workflows.policies.guards.pii import Masks, PiiMasked
from workflows.policies.guards.verdict import Context, Guard, Verdict

OUTSIDE_SECONDS = 10.0  # for a guardrail that somebody else runs


class GuardrailBlocked(CallError):  # noqa: N818 - what happened, as policies name it
    code = "guardrail"
    maybe_done = False

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"{verdict.guard}: {verdict.reason}")
        self.verdict = verdict

    @property
    def attributes(self) -> dict[str, str]:
        """Of the attempt that it ended."""
        return {"aiops.guardrail.name": self.verdict.guard, "aiops.guardrail.verdict": "block"}


class NotSure(CallError):  # noqa: N818
    code = "low_confidence"
    maybe_done = False


def named_arguments(function: Callable[..., Any], arguments: Argument) -> dict[str, Any]:
    try:
        bound = inspect.signature(function).bind(*arguments.positional, **arguments.named)
    except (TypeError, ValueError):
        return {f"argument {place}": value for place, value in enumerate(arguments.positional)} | dict(arguments.named)
    return dict(bound.arguments)


def into_step(story: Story) -> None:
    """Looks at the step's arguments; nothing is masked there, since the step's own code may need it. What is sent to a
    model is masked when it is sent. Raises GuardrailBlocked."""
    if story.policy.guards_in:
        arguments = named_arguments(story.call.function, story.call.arguments)
        for guard in story.policy.guards_in:
            _heard(story, _verdict(story, guard, arguments, Context(arguments)), masks=False)


def into_model(story: Story, messages: Sequence[Any], masks: Masks, *, only_masks: bool = False) -> list[Any]:
    """The messages as they may be sent: what people and tools said is checked, what the step's own system message says
    is only masked. Raises GuardrailBlocked."""
    checked = [dict(each) for each in messages]
    context = Context({"messages": messages})
    for guard in story.policy.guards_in:
        for message in checked:
            if (only_masks or message.get("role") == "system") and not _masks(guard):
                continue
            verdict = _verdict(story, guard, message.get("content"), context, masks)
            _heard(story, verdict, masks=True)
            message["content"] = verdict.value if verdict.verdict == "mask" else message.get("content")
            if message.get("tool_calls") and _masks(guard):
                message["tool_calls"] = [_masked(story, guard, call, masks) for call in message["tool_calls"]]
    return checked


def _masked(story: Story, guard: Guard, call: ToolCall, masks: Masks) -> ToolCall:
    """What a model asked for before goes back to it as it saw it."""
    said = {"raw": call.raw, "arguments": call.arguments}
    found = _verdict(story, guard, said, Context(), masks).value
    return replace(call, **found)


def restored(answer: Answer, masks: Masks) -> Answer:
    """With what was masked on its way in, also in the arguments of tools: they act on the real thing."""
    calls = tuple(
        replace(each, **masks.restore({"raw": each.raw, "arguments": each.arguments})) for each in answer.tool_calls
    )
    return replace(answer, text=masks.restore(answer.text), data=masks.restore(answer.data), tool_calls=calls)


def _masks(guard: Guard) -> bool:
    return guard.name in {"pii_masked", "no_secrets"}


def _verdict(story: Story, guard: Guard, value: Any, context: Context, masks: Masks | None = None) -> Verdict:
    if isinstance(guard, PiiMasked) and masks is not None:
        masks.kinds = guard.kinds
        return guard.masked(value, masks)
    if not isinstance(guard, Outside):
        return guard.check(value, context)
    try:
        verdict: Verdict = story.run_aside(guard.check, Argument((value, context)), OUTSIDE_SECONDS)
    except CallError as late:
        return guard.without_verdict(value, late)
    return verdict


def restores(story: Story) -> bool:
    """Whether an answer gets back what was masked."""
    return any(isinstance(guard, PiiMasked) and guard.restore for guard in story.policy.guards_in)


def out_of_step(story: Story, value: Any, told: float | None) -> Any:
    """The value as it may be used. `told`: the confidence of the last answer, where the value tells none.

    Raises GuardrailBlocked, NotSure.
    """
    if story.policy.guards_out:
        value = as_plain(value)
        context = Context(named_arguments(story.call.function, story.call.arguments))
        for guard in story.policy.guards_out:
            verdict = _verdict(story, guard, value, context)
            _heard(story, verdict, masks=True)
            value = verdict.value if verdict.verdict == "mask" else value
    own = confidence.told_by(value)
    sure = own if own is not None else told
    if sure is not None:
        story.attributes["aiops.confidence"] = sure
    rule = story.policy.confidence
    if rule is not None:
        story.attributes["aiops.confidence.threshold"] = rule.minimum
        if not rule.accepts(sure):
            raise NotSure("it does not say how sure it is" if sure is None else f"{sure:g} is under {rule.minimum:g}")
    return value


def _heard(story: Story, verdict: Verdict, *, masks: bool) -> None:
    """Raises GuardrailBlocked."""
    word = "pass" if verdict.verdict == "mask" and not masks else verdict.verdict
    story.guards.append(f"{verdict.guard}:{word}")
    if verdict.verdict == "block":
        raise GuardrailBlocked(verdict)
