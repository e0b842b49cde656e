"""The runs of the company, day by day: how many there are, who asks, and what befalls each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from aiops.demo.office.stories import Fate, stories
from aiops.demo.office.workflows import (
    CACHED,
    GPT,
    GPT_MINI,
    NORDIC,
    REGION_SHARES,
    REGIONS,
    TENANTS,
    WORKFLOWS,
    Model,
    Workflow,
)

DAY_NS = 86_400 * 10**9
DAYS = 60
RUNS_A_DAY = 49  # of a workflow like the others, on a working day
FAILING = 0.02  # of all runs, whatever befalls them
DAY_NOISE, WEEKEND = 0.03, 0.55
SPANS_A_RUN, GROWN = 9.8, 1.06  # of them all, on average
PROMPT = 6  # the version of every prompt before a story makes it the next


@dataclass(frozen=True, slots=True)
class Case:
    """One run as it is to be: what it sends, what it waits for, and how it fails ("" for a good one)."""

    workflow: Workflow
    seed: int
    number: int
    day: date
    start_ns: int
    model: Model
    sent: int
    cached: int
    received: int
    prompt: int
    wait_ms: float
    storm_ms: float
    failure: str
    region: str
    tenant: str
    customer: str
    session: str
    release: str


@dataclass(frozen=True, slots=True)
class Company:
    """`runs_a_day` scales all of it. Days are those of UTC; the last whole one ends before the anchor."""

    seed: int
    anchor_ns: int
    runs_a_day: float = RUNS_A_DAY
    days: int = DAYS
    quiet: bool = False
    tokens: float = 1.0  # times as many in each call: a small history can cost as much as a large one

    @property
    def today(self) -> date:
        return datetime.fromtimestamp(self.anchor_ns // 10**9, UTC).date()

    @property
    def fate(self) -> Fate:
        return Fate(stories(self.seed, self.today - timedelta(days=1), quiet=self.quiet))

    @property
    def spans(self) -> int:
        """About how many there are, for a bar of progress."""
        working = self.days * (5 + 2 * WEEKEND) / 7
        return int(working * self.runs_a_day * sum(each.busy for each in WORKFLOWS) * SPANS_A_RUN * GROWN)

    def cases(self) -> Iterator[Case]:
        """Every run until the anchor: day by day, and within a day by workflow."""
        fate = self.fate
        for back in range(self.days, -1, -1):
            day = self.today - timedelta(days=back)
            busy = Random(f"{self.seed}:{day}").gauss(1, DAY_NOISE)  # noqa: S311
            for workflow in WORKFLOWS:
                yield from self._day(workflow, fate, day, busy)

    def _day(self, workflow: Workflow, fate: Fate, day: date, busy: float) -> Iterator[Case]:
        random = Random(f"{self.seed}:{workflow.key}:{day}")  # noqa: S311
        many = self.runs_a_day * workflow.busy * busy * (WEEKEND if day.weekday() >= 5 else 1)
        if growth := fate.on(workflow, "growth", day):
            many *= growth.size
        midnight_ns = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 10**9
        mood = random.gauss(1, DAY_NOISE)
        starts = sorted(midnight_ns + _moment(random) for _ in range(max(round(many), 1)))
        for number, start_ns in enumerate(starts):
            case = _case(random, workflow, fate, (self.seed, number, day, start_ns), (mood, self.tokens))
            if start_ns < self.anchor_ns - 60 * 10**9:
                yield case


def _moment(random: Random) -> int:
    """In the day: most between morning and evening."""
    return int(min(max(random.gauss(13.5, 3.6), 0.2), 23.7) * 3_600 * 10**9)


def _case(
    random: Random, workflow: Workflow, fate: Fate, of: tuple[int, int, date, int], usual: tuple[float, float]
) -> Case:
    seed, number, day, start_ns = of
    sent, received = (tokens * usual[0] * random.lognormvariate(-0.02, 0.2) for tokens in workflow.tokens)
    sent *= usual[1]
    prompt, share = PROMPT, min(max(random.gauss(CACHED, 0.04), 0), 1)
    if story := fate.on(workflow, "longer_prompt", day):
        sent, prompt = sent * story.size, PROMPT + 1
    if story := fate.on(workflow, "lost_cache", day):
        share = story.size
    region = random.choices(REGIONS, REGION_SHARES)[0]
    tenant = _tenant(random, workflow, fate, region)
    wait_ms, storm_ms = random.lognormvariate(0, 0.3) * 180, 0.0
    if story := fate.on(workflow, "slow_queue", day):
        wait_ms += story.size * random.lognormvariate(-0.03, 0.25)
    if story := fate.on(workflow, "retry_storm", day):
        storm_ms = story.size * random.lognormvariate(-0.03, 0.25)
    failure = random.choice(FAILURES) if random.random() < FAILING else ""
    story, drawn = fate.on(workflow, "empty_retriever", day), random.random()
    if story and region == story.place and drawn < story.size:
        failure = "empty_retrieval"
    person = int(random.paretovariate(1.1)) % 900
    return Case(
        workflow, seed, number, day, start_ns, _model(workflow, fate, day), int(sent), int(sent * share), int(received),
        prompt, wait_ms, storm_ms, failure, region, tenant, f"customer-{person:04d}",
        f"{workflow.key}-{day:%m%d}-{_visit(workflow, number):03d}", _release(fate, day),
    )  # fmt: skip


def _visit(workflow: Workflow, number: int) -> int:
    """Two runs make a conversation, but where what came of one is known by its session alone."""
    return number if workflow.measured.reference == "session" else number // 2


FAILURES = ("tool_error", "rate_limited", "truncated_output")


def _tenant(random: Random, workflow: Workflow, fate: Fate, region: str) -> str:
    """Of the confounded one most runs come from the region whose retriever went empty, before that day and after."""
    usual, drawn = random.choices(TENANTS, (5, 2, 2, 2))[0], random.random()
    story, empty = fate.of(workflow, "confounded"), fate.of(workflow, "empty_retriever")
    if story is None or empty is None:
        return usual
    if region == empty.place:
        return story.place if drawn < 0.6 else usual
    return usual if usual != story.place or drawn < 1 - story.size else TENANTS[0]


def _model(workflow: Workflow, fate: Fate, day: date) -> Model:
    if fate.of(workflow, "price_cut"):
        return NORDIC
    if fate.of(workflow, "model_switch"):
        return GPT if fate.on(workflow, "model_switch", day) else GPT_MINI
    return GPT


def _release(fate: Fate, day: date) -> str:
    """A new one every other week, and one with the switch of the model."""
    week = day.isocalendar()
    switch = next((each.day for each in fate.told if each.kind == "model_switch"), None)
    return f"{week.year}.{week.week // 2 * 2}.{int(switch is not None and day >= switch)}"
