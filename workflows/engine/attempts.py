"""The life of one step: gate, call, check, and from one rung of its ladder to the next.

The engine knows the run and its records; here is decided what is tried, in which order, for how much and how often.
Every try that costs is in the ledger before it is made. No transaction is open while anybody else is waited for.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from workflows.engine import checking, company, desk, gating
from workflows.engine.calling import Tools
from workflows.engine.remembering import Memory, given
from workflows.engine.signals import BatchPending
from workflows.engine.story import Story
from workflows.engine.waited_for import TIER
from workflows.policies import failures
from workflows.policies.calls import Argument, Ledger, Performed, StepCall, WaitWanted
from workflows.policies.failures import Failure
from workflows.policies.fallback import Cached, Function, Human, OtherModel, Rung
from workflows.store import answers

NOTHING = Memory(None)
LAST_SHARE, LAST_SECONDS = 0.1, 1.0  # of the time left that a model may not use up when something quick comes after it


def perform(call: StepCall, ledger: Ledger) -> Performed:
    """How the step ended for now. Raises LeaseLost."""
    story = Story.of(call, ledger)
    story.aside = partial(_aside, story)
    try:
        return _performed(story)
    except BatchPending as pending:
        return story.waits(WaitWanted("batch", pending.seconds, state={"batch": "provider"}), "batch")


def _performed(story: Story) -> Performed:
    call = story.call
    if call.resumed is not None and call.resumed.kind != "batch":
        return _resumed(story)
    memory = Memory.of(story)
    if (stopped := gating.pass_gate(story, memory)) is not None:
        return stopped
    if story.failure is None and (done := _primary(story, memory)) is not None:
        return done
    return _fall(story, memory)


def _aside(story: Story, function: Callable[..., Any], arguments: Argument, seconds: float) -> Any:
    """Somebody else's code (a look-up, an outside guardrail), which may ask a model and may hang, as a step may."""
    ends = min(story.call.deadline, time.monotonic() + seconds)
    tools = Tools(story, "guardrail", ends, judging=True)
    return desk.Desk(tools, ends, story.call.cancelled).run(function, arguments.positional, arguments.named)


def _primary(story: Story, memory: Memory) -> Performed | None:
    """The step as it was wanted: alone, or in company."""
    rule = company.wanted(story)
    if rule is None:
        if story.policy.batch is not None and story.policy.batch.kind == "micro":
            company.alone(story)
        return _tries(story, memory, Tools(story, "primary", 0))
    together = company.joined(story, rule, lambda led: _tries(led, NOTHING, Tools(led, "primary", 0)))
    if together is not None:
        if together.state == "ok":
            memory.keep(story, together.value)
        return together
    story.failure = None
    company.alone(story)
    return _tries(story, memory, Tools(story, "primary", 0))


def _fall(story: Story, memory: Memory) -> Performed:
    """Down the ladder, from the rung below the primary one."""
    for rung in story.policy.fallback:
        if not _may(story, rung):
            continue
        if (done := _on_rung(story, memory, rung)) is not None:
            return done
    return story.failed()


def _may(story: Story, rung: Rung) -> bool:
    """Which rungs make sense after what happened.

    What a guardrail refused on its way in goes to no model; what may have been done already, and must not be done
    twice, goes to a person alone; no model is asked beyond the deadline.
    """
    failure = story.failure or Failure("error")
    if isinstance(rung, Human):
        return failure.code != "cancelled"
    if failure.code == "cancelled" or (story.call.effect == "unsafe" and failure.maybe_done):
        return False
    if isinstance(rung, OtherModel) and story.left_ms <= 0:
        return False
    return not (story.attributes.get("aiops.workflow.blocked_in") and isinstance(rung, (OtherModel, Cached)))


def _on_rung(story: Story, memory: Memory, rung: Rung) -> Performed | None:
    if isinstance(rung, OtherModel):
        return _tries(story, memory, Tools(story, rung.name, 0, rung.model, rung.provider))
    if isinstance(rung, Cached):
        return _from_stale_cache(story, memory, rung)
    if isinstance(rung, Function):
        return _from_function(story, rung)
    return _ask_person(story, rung)


def _tries(story: Story, memory: Memory, tools: Tools) -> Performed | None:
    """The step's function with one model, again as long as the policy says so. None: on to the next rung."""
    retries = 0
    while True:
        value, failure = _try(story, tools, story.call.function)
        if failure is None:
            story.failure = None
            memory.keep(story, value)
            return story.done(value, tools.rung)
        story.failure = failure
        if _stays(tools, failure) or (story.call.effect == "unsafe" and failure.maybe_done):
            return None
        left_ms = (_ends(story, None) - time.monotonic()) * 1000
        delay_ms = story.policy.retry.next_delay_ms(retries, failure, story.draw(), left_ms)
        if delay_ms is not None:
            story.still_at_it(delay_ms / 1000)
        if delay_ms is None or story.call.cancelled.wait(delay_ms / 1000):
            return None
        retries += 1
        story.attributes["aiops.workflow.retries"] = story.attributes.get("aiops.workflow.retries", 0) + 1


def _stays(tools: Tools, failure: Failure) -> bool:
    """Whether another try would read the same answer out of a provider's batch, and fail alike."""
    batched = tools.last is not None and tools.last.tier == TIER
    return tools.stays or (batched and failure.code in {"guardrail", "low_confidence"})


def _try(story: Story, tools: Tools, function: Callable[..., object]) -> tuple[object, Failure | None]:
    """Once: its checked value, or why there is none. Raises LeaseLost."""
    start_ns = time.time_ns()
    tools.ends, tools.last, tools.asked, tools.stays = _ends(story, story.policy.timeout_ms), None, 0, False
    if tools.ends <= time.monotonic():
        return None, Failure("deadline", "the run's time is up")
    if story.call.effect != "none":
        story.begin(tools.rung)  # so that a death in the middle of it leaves a trace
    arguments = story.call.arguments
    value, failure, blocked = None, None, dict[str, str]()
    try:
        made = desk.Desk(tools, tools.ends, story.call.cancelled).run(function, arguments.positional, arguments.named)
        told = checking.confidence.told_by(tools.last) if tools.last is not None else None
        value = checking.out_of_step(story, made, told)
    except Exception as error:
        if isinstance(error, gating.FATAL):
            raise
        failure = failures.of(error)
        blocked = error.attributes if isinstance(error, checking.GuardrailBlocked) else {}
    story.tried(tools.rung, start_ns, failure, blocked)
    return value, failure


def _ends(story: Story, timeout_ms: int | None) -> float:
    """Until when a try may take: its own time, less what the rungs below need before the run's deadline."""
    now, ends = time.monotonic(), story.call.deadline
    if any(isinstance(rung, (Cached, Function, Human)) for rung in story.policy.fallback):
        ends -= min(LAST_SECONDS, LAST_SHARE * max(0.0, ends - now))
    return ends if timeout_ms is None else min(ends, now + timeout_ms / 1000)


def _from_stale_cache(story: Story, memory: Memory, rung: Cached) -> Performed | None:
    kept = answers.exact(memory.question, rung.max_age_ms) if memory.question is not None else None
    if kept is None:
        return None
    story.attributes["aiops.cache.stale"] = True
    return given(story, kept, "exact")


def _from_function(story: Story, rung: Function) -> Performed | None:
    """Code without a model has what is left of the time, at least a moment."""
    before, start_ns, arguments = story.failure, time.time_ns(), story.call.arguments
    ends = max(story.call.deadline, time.monotonic() + LAST_SHARE)
    try:
        aside = desk.Desk(Tools(story, rung.name, ends), ends, story.call.cancelled)
        value = aside.run(rung.function, arguments.positional, arguments.named)
    except Exception as error:
        if isinstance(error, gating.FATAL):
            raise
        story.failure = failures.of(error)
        story.tried(rung.name, start_ns, story.failure)
        return None
    story.tried(rung.name, start_ns)
    story.attributes["aiops.workflow.fell_for"] = before.code if before else ""
    return story.done(value, rung.name)


def _ask_person(story: Story, rung: Human) -> Performed:
    """A dry run asks nobody: it goes on as if a person had agreed, as where a workflow asks by itself."""
    if story.call.dry_run:
        return _answered(story, {"approved": True}, "dry run")
    failure = story.failure or Failure("error")
    question = (
        f"{story.call.step_name} could not be done ({failure.code}: {failure.message[:300]}). What is the answer?"
    )
    wait = WaitWanted("approval", rung.within_ms / 1000, rung.who, question, {"rung": "human", "code": failure.code})
    return story.waits(wait, "human")


def _resumed(story: Story) -> Performed:
    """A person has answered in the step's place, or nobody has."""
    resumed = story.call.resumed
    if resumed is None or not resumed.answered:
        story.failure = Failure("deadline", "nobody answered in time", "NobodyAnswered")
        return story.failed("human")
    answer = resumed.answer
    if isinstance(answer, dict) and answer.get("approved") is False:
        story.failure = Failure("error", str(answer.get("note", ""))[:500] or "a person declined", "Declined")
        return story.failed("human")
    return _answered(story, answer, resumed.by)


def _answered(story: Story, answer: Any, by: str) -> Performed:
    if isinstance(answer, dict) and "value" in answer:
        answer = answer["value"]
    story.attributes["aiops.workflow.answered_by"] = by
    return story.done(answer, "human")
