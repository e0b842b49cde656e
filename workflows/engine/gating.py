"""Before anything is tried: is it still wanted, may it go in, and does somebody know the answer already?"""

import time

from workflows.engine import checking
from workflows.engine.remembering import Memory
from workflows.engine.signals import BatchPending
from workflows.engine.story import Story
from workflows.policies import failures
from workflows.policies.calls import LeaseLost, Performed
from workflows.policies.failures import Failure

FATAL = (LeaseLost, BatchPending)  # nothing more may be tried here and now


def pass_gate(story: Story, memory: Memory) -> Performed | None:
    """The step's end where it ends here. None: go on; with `story.failure` set, on the rungs below."""
    if story.call.cancelled.is_set():
        story.failure = Failure("cancelled", "it was cancelled")
        return story.failed()
    if story.left_ms <= 0:
        story.failure = Failure("deadline", "the run's time was up before this step began")
        return None
    try:
        checking.into_step(story)
    except checking.GuardrailBlocked as blocked:
        story.attributes["aiops.workflow.blocked_in"] = blocked.verdict.guard
        story.failure = failures.of(blocked)
        story.note("primary", time.time_ns(), story.failure, blocked.attributes)
        return None
    return _sources(story) or (memory.found(story, story.policy.cache) if story.policy.cache else None)


def _sources(story: Story) -> Performed | None:
    """Retrieval first: the sources' own answer, where it is good enough. A look-up that fails lets the model answer."""
    rule = story.policy.retrieval_first
    if rule is None or story.call.effect != "none":
        return None
    start_ns, arguments = time.time_ns(), story.call.arguments
    try:
        found = story.run_aside(rule.look_up, arguments, story.policy.timeout_ms / 1000)
    except FATAL:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it raises, the step itself can still be had
        story.attributes["aiops.gate.error"] = type(error).__name__
        return None
    good = rule.good_enough(found)
    story.attributes |= {"aiops.gate.name": "retrieval first", "aiops.gate.verdict": good}
    if found is not None and found.score is not None:
        story.attributes["aiops.gate.score"] = found.score
    if not good or found is None:
        return None
    story.note("retrieval", start_ns)
    return story.done(found.value, "retrieval")
