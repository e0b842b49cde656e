"""The page "Where did the time go": the answer, the time by kind of all runs and of the slow ones, the parts of the
change, and the call paths as a flame graph; every figure with the traces behind it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from aiops.core import formats
from aiops.core.figures import parts
from traces.analysis.time import flame
from traces.analysis.time.change import MIX, Change, Effect, explain, parts_of
from traces.analysis.time.slices import Slice, quantile, slices
from traces.panels.time_sentence import sentence
from traces.panels.time_words import TITLES
from traces.types.time_sums import Band, Part, TimeDays

MOST_PARTS = 40
SLICES = ("The faster half", "50th to 90th percentile", "90th to 99th percentile", "The slowest 1 %")
WORDS = {"drift": "Real change", "normal": "Normal variation", "not_enough_history": "Not enough history"}
LEVELS = ((0.5, 3), (0.15, 2), (0.05, 1))  # of a box's mean before: how strong its tint is
Link = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Piece:
    kind: str
    title: str
    ns: int
    text: str
    x: str
    width: str

    @property
    def hatched(self) -> bool:
        return self.kind == "backoff_wait"


@dataclass(frozen=True, slots=True)
class Line:
    """One stacked bar: some runs, how many, and what their mean is made of."""

    title: str
    runs: int
    mean_ns: int
    pieces: tuple[Piece, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class PartRow:
    """A step and kind: mean before and now, and what it adds to the change."""

    part: Part
    title: str
    now_ns: int
    before_ns: int | None
    effect: Effect | None
    since: date | None
    href: str

    @property
    def is_mix(self) -> bool:
        return self.part == MIX

    @property
    def verdict(self) -> str:
        return WORDS[self.effect.verdict] if self.effect else ""

    @property
    def change_ns(self) -> int | None:
        return round(self.effect.ns) if self.effect else None

    @property
    def ends(self) -> tuple[int, int] | None:
        if self.effect is None or self.effect.low is None or self.effect.high is None:
            return None
        return round(self.effect.low), round(self.effect.high)


@dataclass(frozen=True, slots=True)
class FlameBox:
    name: str
    title: str
    x: str
    y: int
    width: str
    tint: str
    href: str


@dataclass(frozen=True, slots=True)
class TimePage:
    answer: str
    runs: int
    unsplit: int
    lines: tuple[Line, ...]
    kinds: tuple[tuple[str, str], ...]  # of the legend
    rows: tuple[PartRow, ...]
    left_out: int
    flames: tuple[FlameBox, ...]
    flame_height: int
    p50_ns: int | None
    p95_ns: int | None
    p99_ns: int | None
    change: Change | None

    @property
    def total_before_ns(self) -> int | None:
        return round(self.change.before_ns) if self.change else None

    @property
    def total_now_ns(self) -> int | None:
        return round(self.change.after_ns) if self.change else None

    @property
    def total_change_ns(self) -> int:
        return round(self.change.shift.ns) if self.change else 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page is about: `runs` and `before` are words of the sentence, `workflow` None where all are meant."""

    workflow: str | None
    before: str
    link: Link  # (**what) -> the traces behind a figure


def page(now: TimeDays, before: TimeDays | None, bands: list[Band], wanted: Wanted) -> TimePage:
    change = explain(before, now) if before else None
    named = change.real if change else ()
    lines = tuple(_lines(now, before, bands, wanted))
    kinds = {piece.kind for line in lines for piece in line.pieces}
    rows = _rows(now, before, change, wanted)
    boxes = flame.boxes(now, before)
    return TimePage(
        answer=_answer(now, change, named, wanted),
        runs=now.run_count(),
        unsplit=now.unsplit,
        lines=lines,
        kinds=tuple((kind, title) for kind, title in TITLES.items() if kind in kinds),
        rows=tuple(rows[:MOST_PARTS]),
        left_out=max(len(rows) - MOST_PARTS, 0),
        flames=tuple(_flames(boxes, wanted)),
        flame_height=22 * (1 + max((box.depth for box in boxes), default=0)),
        p50_ns=quantile(bands, 0.5),
        p95_ns=quantile(bands, 0.95),
        p99_ns=quantile(bands, 0.99),
        change=change,
    )


def answer(now: TimeDays, before: TimeDays | None, wanted: Wanted) -> tuple[str, Change | None]:
    """The sentence alone, and what it was made of."""
    change = explain(before, now) if before else None
    named = change.real if change else ()
    return _answer(now, change, named, wanted), change


def _answer(now: TimeDays, change: Change | None, named: Sequence[Effect], wanted: Wanted) -> str:
    whose = f"Runs of {wanted.workflow}" if wanted.workflow else "Runs"
    if not now.run_count():
        return f"No run of {wanted.workflow} in this time." if wanted.workflow else "No run in this time."
    if change is None:
        means = flame.means(now)
        most = max(means, key=lambda kind: means[kind], default="outside")
        share = formats.percent(means.get(most, 0.0), sum(means.values()))
        total = formats.duration(round(sum(means.values())))
        return f"{whose} took {total} on average; most of it, {share}, is {TITLES[most].lower()}."
    return sentence(change, named, runs=whose, before=wanted.before, one_workflow=bool(wanted.workflow))


def _lines(now: TimeDays, before: TimeDays | None, bands: list[Band], wanted: Wanted) -> Iterator[Line]:
    made: list[tuple[str, int, dict[str, float], str]] = [
        ("All runs", now.run_count(), dict(flame.means(now)), wanted.link())
    ]
    if before and before.run_count():
        made.append((f"All, {wanted.before}", before.run_count(), dict(flame.means(before)), wanted.link(before=True)))
    made += [_sliced(title, each, bands, wanted) for title, each in zip(SLICES, slices(bands), strict=False)]
    widest = max((sum(means.values()) for _, _, means, _ in made), default=0.0)
    for title, runs, means, href in made:
        if runs:
            yield Line(title, runs, round(sum(means.values())), tuple(_pieces(means, widest)), href)


def _sliced(title: str, each: Slice, bands: list[Band], wanted: Wanted) -> tuple[str, int, dict[str, float], str]:
    at_least = quantile(bands, each.low) or 0
    return title, round(each.runs), each.by_kind, wanted.link(at_least_ms=at_least // 1_000_000 if each.low else 0)


def _pieces(means: dict[str, float], widest: float) -> Iterator[Piece]:
    kinds = [kind for kind in TITLES if means.get(kind)]
    written = parts.times([round(means[kind]) for kind in kinds])
    left = 0.0
    for kind, text in zip(kinds, written.texts, strict=True):
        share = 100 * means[kind] / widest if widest else 0.0
        yield Piece(kind, TITLES[kind], round(means[kind]), f"{text} {written.unit}", f"{left:.3f}%", f"{share:.3f}%")
        left += share


def _rows(now: TimeDays, before: TimeDays | None, change: Change | None, wanted: Wanted) -> list[PartRow]:
    """By what they add to the change; without a comparison by what they take. Means are over all runs of the page."""
    effects = {each.part: each for each in change.effects} if change else {}
    since = {part: each.since for part, each in effects.items()}
    sums, was = parts_of(now), parts_of(before) if before else {}
    runs, runs_before = now.run_count() or 1, (before.run_count() if before else 0) or 1
    rows = [
        PartRow(
            part, TITLES.get(part.kind, "Mix of workflows"), round(sum(sums.get(part, ())) / runs),
            round(sum(was.get(part, ())) / runs_before) if change else None, effects.get(part), since.get(part),
            "" if part == MIX else wanted.link(part=part, since=since.get(part)),
        )
        for part in {*sums, *was, *effects}
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-abs(row.effect.ns if row.effect else row.now_ns), row.part))


def _flames(found: list[flame.Box], wanted: Wanted) -> Iterator[FlameBox]:
    for box in found:
        now = formats.duration(round(box.now_ns))
        title = f"{' / '.join(box.names)}: {now} a run"
        if box.before_ns is not None:
            title += f", {formats.duration(round(box.before_ns))} before"
        workflow = "" if box.names[0] == "(no workflow)" else box.names[0]
        yield FlameBox(
            box.names[-1], title, f"{100 * box.left:.3f}%", 22 * box.depth, f"{100 * box.width:.3f}%", _tint(box),
            wanted.link(workflow=workflow),
        )  # fmt: skip


def _tint(box: flame.Box) -> str:
    """up1 to up3, down1 to down3 or same, by how much it changed against the larger of its two means."""
    if box.before_ns is None:
        return "same"
    share = abs(box.change_ns) / (max(box.now_ns, box.before_ns) or 1)
    level = next((level for least, level in LEVELS if share >= least), 0)
    return f"{'up' if box.change_ns > 0 else 'down'}{level}" if level else "same"
