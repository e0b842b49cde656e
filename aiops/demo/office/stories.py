"""What befalls the company: ten stories, with kind, day, size and place drawn from the seed. This is the answer key.

A story says what a page should find: from `day` on `workflow` has `kind`, of this `size`:
- longer_prompt: the call that answers sends `size` times as much, from a new version of the prompt
- lost_cache: hardly anything is read from the provider's cache any more (`size`: the share that still is)
- model_switch: the small model before, the large one since (`size`: how much dearer a token is)
- price_cut: the rented model costs `size` of what it did
- growth: `size` times the runs
- slow_queue: work waits `size` ms longer in its queue
- retry_storm: the tool of that name, `place`, fails twice each time and is tried again; that takes `size` ms
- empty_retriever: in `place`, a region, `size` of the runs find no document and fail
- confounded: most runs of tenant `place` come from that region, and so fail more often; the tenant is not the cause
- negative_roi: what the workflow brings is `size` of what it costs, all along
- late_outcomes: outcomes come `size` days after their runs on average, all along
Some seeds are quiet: nothing changes on any day, and there the product must name nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from aiops.demo.office.workflows import GPT, GPT_MINI, OF_KEY, REGIONS, TENANTS, WORKFLOWS, Workflow

WINDOW = 28
COSTS = ("longer_prompt", "lost_cache", "model_switch", "price_cut", "growth")
ALL_ALONG = ("negative_roi", "late_outcomes")


@dataclass(frozen=True, slots=True)
class Story:
    kind: str
    workflow: str
    day: date | None
    size: float
    place: str = ""


def stories(seed: int, last: date, *, quiet: bool = False) -> tuple[Story, ...]:
    """`last` is the last whole day; changes fall into the last four weeks, so that a page compares with before."""
    random = Random(f"{seed}:stories")  # noqa: S311 a simulation wants to be repeatable
    queue, empty = _one(random, "automation"), _one(random, "rag")
    rest = [each.key for each in WORKFLOWS if each.key not in (queue, empty)]
    random.shuffle(rest)
    storm, *hosts = rest
    sizes = _sizes(random)
    found = [Story(kind, host, _day(random, last), sizes[kind]) for kind, host in zip(COSTS, hosts, strict=True)]
    region, tenant = random.choice(REGIONS[1:]), random.choice(TENANTS[1:])
    began = _day(random, last)
    found += [
        Story("slow_queue", queue, _day(random, last), sizes["slow_queue"]),
        Story("retry_storm", storm, _day(random, last), sizes["retry_storm"], OF_KEY[storm].tools[0]),
        Story("empty_retriever", empty, began, sizes["empty_retriever"], region),
        Story("confounded", empty, began, 0.85, tenant),
    ]
    loser, late = random.sample(rest, 2)
    found = [] if quiet else found
    return (*found, Story("negative_roi", loser, None, sizes["negative_roi"]), Story("late_outcomes", late, None, 4.5))


def _one(random: Random, kind: str) -> str:
    return random.choice([each.key for each in WORKFLOWS if each.kind == kind])


def _day(random: Random, last: date) -> date:
    return last - timedelta(days=WINDOW - 1 - random.randrange(2, 11))


def _sizes(random: Random) -> dict[str, float]:
    return {
        "longer_prompt": round(random.uniform(2.1, 2.6), 2),
        "lost_cache": 0.05,
        "model_switch": GPT.input_nanousd / GPT_MINI.input_nanousd,
        "price_cut": round(random.uniform(0.3, 0.4), 2),
        "growth": round(random.uniform(2.4, 3.0), 2),
        "slow_queue": round(random.uniform(2_500, 6_000)),
        "retry_storm": round(random.uniform(2_500, 5_000)),
        "empty_retriever": round(random.uniform(0.5, 0.75), 2),
        "negative_roi": round(random.uniform(0.25, 0.5), 2),
    }


class Fate:
    """The stories, asked by workflow and day."""

    def __init__(self, told: tuple[Story, ...]) -> None:
        self.told = told
        self._of = {(each.workflow, each.kind): each for each in told}

    def of(self, workflow: Workflow, kind: str) -> Story | None:
        """Whether it befalls this workflow at any time."""
        return self._of.get((workflow.key, kind))

    def on(self, workflow: Workflow, kind: str, day: date) -> Story | None:
        """The same, where it has begun by this day."""
        story = self.of(workflow, kind)
        return story if story is not None and (story.day is None or day >= story.day) else None
