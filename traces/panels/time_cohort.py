"""The page "Where did the time go": the answer, the time by kind of all runs and of the slow ones, the parts of the
change, and the call paths as a flame graph; every figure with the traces behind it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from aiops.core import formats
from aiops.core.figures import parts
from traces.analysis.time import flame
from traces.analysis.time.change import MIX, Change, Effect, explain, parts_of
from traces.analysis.time.slices import Slice, quantile, slices
from traces.panels import time_tail
from traces.panels.time_judged import Judged
from traces.panels.time_sentence import sentence
from traces.panels.time_sides import Sides
from traces.panels.time_words import TITLES
from traces.types.time_sums import Band, Part, TimeDays

MOST_PARTS = 40
MOST_P95 = 12  # parts of which the slow end is told
SLICES = ("The faster half", "50th to 90th percentile", "90th to 99th percentile", "The slowest 1 %")
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
class PartRow(Judged):
    """A step and kind: mean before and now, and what it adds to the change."""

    part: Part
    title: str
    now_ns: int
    before_ns: int | None
    effect: Effect | None
    since: date | None
    href: str
    p95_ns: int | None = None  # of one span of that kind and name, whatever its time was spent on

    @property
    def is_mix(self) -> bool:
        return self.part == MIX


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

    word: str  # what a difference is called
    columns: tuple[str, str]  # now, before
    runs_before: int | None
    notes: tuple[str, ...]
    tail: time_tail.TailPanel | None

    @property
    def has_p95(self) -> bool:
        return any(row.p95_ns is not None for row in self.rows)

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
    """What the page is about: one workflow, or all where it is None."""

    workflow: str | None
    link: Link  # (**what) -> the traces behind a figure


def page(sides: Sides, wanted: Wanted) -> TimePage:
    now, before = sides.now, sides.before
    change = explain(before, now) if before else None
    bands = sides.bands.totals()
    lines = tuple(_lines(sides, bands, wanted))
    kinds = {piece.kind for line in lines for piece in line.pieces}
    rows = _rows(now, before, change, wanted)
    boxes = flame.boxes(now, before)
    return TimePage(
        answer=_answer(sides, change, wanted),
        runs=sides.counts[0],
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
        word="Difference" if sides.same_time else "Change",
        columns=sides.columns,
        runs_before=sides.counts[1] if sides.same_time else None,
        notes=sides.notes,
        tail=time_tail.panel(sides) if before else None,
    )


def with_p95(page: TimePage, sides: Sides, read: Callable[[Sequence[str]], Mapping[str, int]]) -> TimePage:
    """The same with the slow end of the spans of the largest parts, as `read` tells it by "kind name"."""
    kinds = {(path.workflow, path.step): path.span_kind for path in sides.now.paths}
    name = {
        row.part: f"{kinds[row.part.workflow, row.part.step]} {row.part.step[:100]}"
        for row in page.rows[:MOST_P95]
        if row.part.step and (row.part.workflow, row.part.step) in kinds
    }
    found = read(sorted(set(name.values()))) if name else {}
    return replace(page, rows=tuple(replace(row, p95_ns=found.get(name.get(row.part, ""))) for row in page.rows))


def answer(sides: Sides, wanted: Wanted) -> tuple[str, Change | None]:
    """The sentence alone, and what it was made of."""
    change = explain(sides.before, sides.now) if sides.before else None
    return _answer(sides, change, wanted), change


def _answer(sides: Sides, change: Change | None, wanted: Wanted) -> str:
    now, whose = sides.now, sides.whose
    if not now.run_count():
        return f"No run{whose.removeprefix('Runs')} in this time."
    if sides.told:
        now, before = sides.told
        change = explain(before, now)
    if change is None:
        means = flame.means(now)
        most = max(means, key=lambda kind: means[kind], default="outside")
        share = formats.percent(means.get(most, 0.0), sum(means.values()))
        total = formats.duration(round(sum(means.values())))
        missing = f" There is no run {sides.there} to compare them with." if sides.same_time else ""
        return f"{whose} took {total} on average; most of it, {share}, is {TITLES[most].lower()}.{missing}"
    return sentence(
        change, runs=whose, before=sides.there, one_workflow=bool(wanted.workflow), described=sides.described
    )


def _lines(sides: Sides, bands: list[Band], wanted: Wanted) -> Iterator[Line]:
    now, before = sides.told or (sides.now, sides.before)
    (one, other), (runs_now, runs_before) = sides.titles, sides.counts
    made: list[tuple[str, int, dict[str, float], str]] = [
        (one, runs_now, dict(flame.means(now)), "" if sides.same_time else wanted.link())
    ]
    if before and runs_before:
        href = "" if sides.same_time else wanted.link(before=True)
        made.append((other, runs_before, dict(flame.means(before)), href))
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
