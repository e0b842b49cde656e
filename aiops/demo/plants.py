"""Planted causes of failure, and the answer key that the product never reads.

Two seeds of three plant one: one workflow answers worse for the runs of one arm of an experiment, in one way, from some
day on. Which workflow, way, share and day is drawn from the seed. Every third seed plants nothing, and there the
product must stay silent about causes.
"""

from dataclasses import dataclass
from random import Random

from aiops.demo.company import WORKFLOWS

WAYS = ("tool_error", "rate_limited", "empty_retrieval", "truncated_output")
ARMS = ("control", "shorter-prompts")
GUILTY = ARMS[1]
BUSY = 6  # workflows with enough runs to tell a cause from chance


@dataclass(frozen=True, slots=True)
class Plant:
    """Of the runs of `workflow` in the guilty arm that start at `since` (0 to 1, of the whole time) or later, `share`
    fail in this `way`, beside those that fail anyway."""

    workflow: str
    way: str
    share: float
    since: float


def plant(seed: int) -> Plant | None:
    """The answer key; None where nothing is planted."""
    if seed % 3 == 0:
        return None
    random = Random(f"{seed}:plant")  # noqa: S311 a simulation wants to be repeatable
    workflow = random.choice(WORKFLOWS[:BUSY]).name
    return Plant(workflow, random.choice(WAYS), round(random.uniform(0.25, 0.45), 2), round(random.uniform(0, 0.4), 2))


def arm(seed: int, number: int) -> str:
    """Which arm of the experiment a run is in, whatever its workflow."""
    return Random(f"{seed}:{number}:arm").choice(ARMS)  # noqa: S311


def planted(seed: int, number: int, workflow: str, when: float) -> str:
    """How a run fails for the plant alone; "" where it does not."""
    found = plant(seed)
    if found is None or workflow != found.workflow or when < found.since or arm(seed, number) != GUILTY:
        return ""
    return found.way if Random(f"{seed}:{number}:planted").random() < found.share else ""  # noqa: S311
