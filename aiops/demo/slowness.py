"""Two workflows over eight weeks in which, drawn from the seed, one thing becomes slow on one day, or nothing does.

A run: a request puts a task into a queue; a worker takes it, searches, asks a tool and writes an answer. Durations vary
from run to run and from day to day, and days have moods that last; weekends are quiet. What is planted: a slow step, a
wait in the queue, or a retry storm (the tool fails and is tried again after pauses). The key is `plant`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Literal

from aiops.demo.company import WORKFLOWS
from aiops.demo.runs import MS, Run, SimSpan

DAYS, WINDOW = 56, 28
KINDS: tuple[Literal["slow_step", "queue_wait", "retry_storm"], ...] = ("slow_step", "queue_wait", "retry_storm")
STEPS = ("search", "orders.get", "write-answer")
TASK = "answer-task"
DAY_NOISE, MOOD, RUN_NOISE = 0.04, 0.4, 0.3


@dataclass(frozen=True, slots=True)
class Plant:
    """From `day` on each run of `workflow` takes `size_ns` longer, on `kind` in `step`."""

    kind: Literal["slow_step", "queue_wait", "retry_storm"]
    workflow: str
    step: str
    day: date
    size_ns: int


@dataclass(frozen=True, slots=True)
class Usual:
    """What a workflow takes, in ms, before any noise."""

    name: str
    runs_a_day: int
    queue: float
    steps: dict[str, float]

    @property
    def total(self) -> float:
        return self.queue + sum(self.steps.values())


class Slowness:
    """The runs of one seed; `plant` is None for one that plants nothing. Days are those of UTC, the last is `last`."""

    def __init__(self, seed: int, last: date, plants: bool) -> None:
        self.arguments = seed, last, plants
        self.random = Random(f"slowness {seed} {plants}")  # noqa: S311
        self.days = [last - timedelta(days=DAYS - 1 - n) for n in range(DAYS)]
        self.usual = [self._usual(each.name) for each in self.random.sample(WORKFLOWS, 2)]
        self.plant = self._plant() if plants else None

    def _usual(self, name: str) -> Usual:
        steps = {
            "search": self.random.uniform(200, 700),
            "orders.get": self.random.uniform(200, 900),
            "write-answer": self.random.uniform(900, 2500),
        }
        return Usual(name, self.random.randint(25, 40), self.random.uniform(50, 300), steps)

    def _plant(self) -> Plant:
        of = self.random.choice(self.usual)
        kind = self.random.choice(KINDS)
        step = {"slow_step": self.random.choice(STEPS), "queue_wait": TASK, "retry_storm": "orders.get"}[kind]
        day = self.days[WINDOW + self.random.randint(2, 17)]
        return Plant(kind, of.name, step, day, round(of.total * self.random.uniform(0.4, 0.8)) * MS)

    def runs(self) -> Iterator[Run]:
        for usual in self.usual:
            moods = dict.fromkeys((*STEPS, "queue"), 0.0)
            for number, day in enumerate(self.days):
                moods = {name: MOOD * mood + self.random.gauss(0, DAY_NOISE) for name, mood in moods.items()}
                busy = 0.4 if day.weekday() >= 5 else 1.0
                for each in range(round(usual.runs_a_day * busy * self.random.uniform(0.85, 1.15))):
                    yield self._run(usual, moods, day, number, each)

    def _run(self, usual: Usual, moods: dict[str, float], day: date, number: int, each: int) -> Run:
        midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000 * MS
        start = midnight + self.random.randrange(6 * 3600, 20 * 3600) * 1_000 * MS + each
        trace_id = self.random.randbytes(16)
        plant = self.plant if self.plant and self.plant.workflow == usual.name and day >= self.plant.day else None
        made = Spans(self.random, start)
        root = made.span(
            "POST /ask", None, 12, otel_kind=2, **{"http.request.method": "POST", "aiops.workflow": usual.name}
        )
        put = made.span(
            "publish", root, 3, otel_kind=4, **{"messaging.system": "redis", "messaging.operation.type": "send"}
        )
        put.start_ns, put.end_ns = start + 5 * MS, start + 8 * MS
        waited = usual.queue * self._noise(moods["queue"])
        if plant and plant.kind == "queue_wait":
            waited += plant.size_ns / MS * self._noise(0.0)
        made.clock = put.end_ns + round(waited * MS)
        task = made.span(
            TASK, put, 0, otel_kind=5, **{"messaging.system": "redis", "messaging.operation.type": "process"}
        )
        for name, ms in usual.steps.items():
            took = ms * self._noise(moods[name])
            if plant and plant.kind == "slow_step" and plant.step == name:
                took += plant.size_ns / MS * self._noise(0.0)
            if plant and plant.kind == "retry_storm" and plant.step == name:
                self._retries(made, task, plant.size_ns)
            made.step(name, task, took)
        task.end_ns = made.clock
        workflow = next(one for one in WORKFLOWS if one.name == usual.name)
        resource = {"service.name": "shop"}
        return Run(trace_id, workflow, resource, made.spans, "", f"customer-{each}", f"session-{number}-{each}")

    def _retries(self, made: "Spans", task: SimSpan, size_ns: int) -> None:
        """Two failed tries of 60 ms and two pauses; the pauses are the rest of what was planted."""
        pause = (size_ns / MS - 120) / 2
        for _ in range(2):
            made.step("orders.get", task, 60.0, error=("TimeoutError", "no answer"))
            made.clock += round(pause * self._noise(0.0) * MS)

    def _noise(self, mood: float) -> float:
        """Around 1: of the day, and of the run."""
        return max(0.2, (1 + mood) * self.random.lognormvariate(-(RUN_NOISE**2) / 2, RUN_NOISE))


class Spans:
    """Lays the spans of one run along a clock."""

    def __init__(self, random: Random, start_ns: int) -> None:
        self.random, self.clock = random, start_ns
        self.spans: list[SimSpan] = []

    def span(self, name: str, parent: SimSpan | None, ms: float, otel_kind: int = 1, **attributes: str) -> SimSpan:
        made = SimSpan(
            self.random.randbytes(8), parent.span_id if parent else None, name, otel_kind, self.clock,
            self.clock + round(ms * MS), dict(attributes),
        )  # fmt: skip
        self.spans.append(made)
        return made

    def step(self, name: str, parent: SimSpan, ms: float, error: tuple[str, str] | None = None) -> None:
        kind = {"search": "RETRIEVER", "orders.get": "TOOL", "write-answer": "LLM"}[name]
        made = self.span(name, parent, ms, 1, **{"openinference.span.kind": kind})
        made.error = error
        self.clock = made.end_ns
