"""Companies of which it is known what each workflow earns: drawn from a seed, sent through the doors, never read back.

Outcomes come days after their runs, some are corrected later, some were a mistake and are withdrawn. Some seeds plant a
workflow that costs more than it brings; in the others none does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from aiops.demo.company import Workflow
from aiops.demo.events import Event, moment
from aiops.demo.runs import Run, SimSpan

DAY_NS = 86_400 * 10**9
HOUR_NS = DAY_NS // 24
MODEL, INPUT_NANOUSD, OUTPUT_NANOUSD = "gpt-4.1", 2_000, 8_000  # a token's price, as the list of 2026 has it
METRIC = "good"
CORRECTED_SHARE, MISTAKEN_SHARE = 0.05, 0.02
OFFERS = (
    ("support-answer", "a ticket closed without a person"), ("order-triage", "an order routed right the first time"),
    ("catalogue-text", "a text published without edits"), ("invoice-check", "a mistake found before payment"),
    ("sales-mail", "a reply within a week"), ("code-review", "a change merged without a second round"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """One workflow and the truth about it. `silence`: what it means there when nothing comes."""

    key: str
    good_outcome: str
    runs_a_day: int
    rate: float  # of good runs
    worth_nanousd: int  # of one
    minutes: float  # a person's, of one
    input_tokens: int
    output_tokens: int
    window_days: int
    delay_days: float  # on average
    silence: str  # failure or unknown

    @property
    def cost_a_run_nanousd(self) -> int:
        """On average."""
        return self.input_tokens * INPUT_NANOUSD + self.output_tokens * OUTPUT_NANOUSD

    @property
    def net_a_run_nanousd(self) -> float:
        return self.rate * self.worth_nanousd - self.cost_a_run_nanousd

    @property
    def cost_per_success_nanousd(self) -> float:
        return self.cost_a_run_nanousd / self.rate

    @property
    def roi(self) -> float:
        return self.net_a_run_nanousd / self.cost_a_run_nanousd


def company(seed: int, workflows: int = 4) -> tuple[Offer, ...]:
    """The workflows of company `seed`. In two of three one of them does not pay."""
    random = Random(f"{seed}:earning")  # noqa: S311 a simulation wants to be repeatable
    chosen = random.sample(OFFERS, workflows)
    loser = random.randrange(workflows) if random.random() < 2 / 3 else -1
    return tuple(_offer(random, *each, loses=place == loser) for place, each in enumerate(chosen))


def _offer(random: Random, key: str, good_outcome: str, *, loses: bool) -> Offer:
    sent, answered = random.randrange(2_000, 12_000), random.randrange(200, 1_500)
    cost, rate = sent * INPUT_NANOUSD + answered * OUTPUT_NANOUSD, random.uniform(0.25, 0.85)
    brings = random.uniform(0.2, 0.5) if loses else random.uniform(5, 60)
    window = random.choice((3, 5, 7))
    return Offer(
        key, good_outcome, random.randrange(8, 16), rate, int(cost * brings / rate), float(random.randrange(3, 20)),
        sent, answered, window, window / random.uniform(4, 6), random.choice(("failure", "unknown")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """One run, what the business says of it and when it says so, and how it truly turned out."""

    offer: Offer
    run: Run
    events: tuple[tuple[int, Event], ...]  # when it is sent
    good: bool
    cost_nanousd: int


def stories(seed: int, anchor_ns: int, days: int, workflows: int = 4) -> Iterator[Story]:
    """Every run of the whole days before the one in which the anchor lies, in order of workflow and time."""
    midnight = anchor_ns // DAY_NS * DAY_NS
    for offer in company(seed, workflows):
        random = Random(f"{seed}:{offer.key}:runs")  # noqa: S311
        for day in range(days, 0, -1):
            start_ns = midnight - day * DAY_NS
            busy = random.gauss(1, 0.15) * (0.5 if (start_ns // DAY_NS + 3) % 7 >= 5 else 1)
            for number in range(max(round(offer.runs_a_day * busy), 1)):
                yield _story(random, offer, start_ns + random.randrange(DAY_NS - HOUR_NS), f"{seed}:{day}:{number}")


def told(found: Iterable[Story], until_ns: int) -> Iterator[Event]:
    """What is known at a time, in the order in which it is sent."""
    sent = [pair for each in found for pair in each.events if pair[0] <= until_ns]
    yield from (event for _, event in sorted(sent, key=lambda pair: pair[0]))


def _story(random: Random, offer: Offer, start_ns: int, name: str) -> Story:
    sent = int(offer.input_tokens * random.lognormvariate(-0.045, 0.3))
    answered = int(offer.output_tokens * random.lognormvariate(-0.045, 0.3))
    good = random.random() < offer.rate
    run = _run(random, offer, start_ns, (sent, answered))
    cost = sent * INPUT_NANOUSD + answered * OUTPUT_NANOUSD
    return Story(offer, run, tuple(_events(random, offer, run, name, good=good)), good, cost)


def _run(random: Random, offer: Offer, start_ns: int, usage: tuple[int, int]) -> Run:
    trace_id = random.getrandbits(128).to_bytes(16, "big")
    span = SimSpan(random.getrandbits(64).to_bytes(8, "big"), None, offer.key, 3, start_ns, start_ns + 2 * 10**9)
    span.attributes = {
        "aiops.workflow": offer.key, "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai",
        "gen_ai.request.model": MODEL, "gen_ai.response.model": MODEL,
        "gen_ai.usage.input_tokens": usage[0], "gen_ai.usage.output_tokens": usage[1],
    }  # fmt: skip
    workflow = Workflow(offer.key, "office", 0.0, (0, 0), "", "")
    resource = {"service.name": "office", "service.version": "2026.11.0", "cloud.region": random.choice(("eu", "us"))}
    return Run(trace_id, workflow, resource, [span], "", "", "")


def _events(random: Random, offer: Offer, run: Run, name: str, *, good: bool) -> Iterator[tuple[int, Event]]:
    """A good outcome after a while; a bad one only where silence says nothing. All within the window."""
    delay = min(random.expovariate(1 / offer.delay_days), offer.window_days - 0.3)
    at_ns, luck = run.end_ns + int(delay * DAY_NS), random.random()
    first = _event(offer, run, name, at_ns, good=good)
    if luck < CORRECTED_SHARE:  # said wrong at first
        yield at_ns, _event(offer, run, name, at_ns, good=not good)
        yield at_ns + HOUR_NS, first | {"version": 2}
    elif good or offer.silence == "unknown":
        yield at_ns, first
    if not good and luck > 1 - MISTAKEN_SHARE:  # of another customer, as turns out soon
        mistaken = _event(offer, run, f"{name}:mistaken", at_ns, good=True)
        yield at_ns, mistaken
        yield at_ns + 2 * HOUR_NS, mistaken | {"version": 2, "status": "withdrawn"}


def _event(offer: Offer, run: Run, name: str, at_ns: int, *, good: bool) -> Event:
    return {
        "outcome_id": f"{offer.key}:{name}", "source": "office", "version": 1, "workflow": offer.key,
        "trace_id": run.trace_id.hex(), "occurred_at": moment(at_ns), "status": "success" if good else "failure",
        "metric": METRIC,
    }  # fmt: skip
