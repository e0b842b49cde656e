"""Where the time of one trace went, as its page shows it: parts that add up, what to shorten, and what is odd."""

from collections.abc import Iterator
from dataclasses import dataclass

from aiops.core import formats
from aiops.core.figures import parts
from traces.analysis.time.measures import TimeSplit
from traces.analysis.tree import Tree
from traces.panels.time_words import MEANINGS, TITLES
from traces.types import StoredSpan, TraceRow

MOST_SAVINGS = 5
WORTH_SAYING = 1.05  # things at once


@dataclass(frozen=True, slots=True)
class Part:
    """One time kind: a piece of the bar and a line of its legend."""

    kind: str
    title: str
    meaning: str
    text: str  # in the unit of all parts
    critical_ns: int
    self_ns: int
    x: str
    width: str

    @property
    def hatched(self) -> bool:
        return self.kind == "backoff_wait"


@dataclass(frozen=True, slots=True)
class Shorten:
    span: StoredSpan
    title: str  # what most of its time was
    drag_ns: int
    critical_ns: int


@dataclass(frozen=True, slots=True)
class TimePanel:
    parts: tuple[Part, ...]
    unit: str
    total: str
    total_ns: int
    savings: tuple[Shorten, ...]
    notes: tuple[str, ...]


def panel(tree: Tree, split: TimeSplit, row: TraceRow, *, cut: bool) -> TimePanel | None:
    """None for a trace without spans, or one that took no time: there is nothing to split."""
    if not split.duration_ns:
        return None
    kinds = [kind for kind in TITLES if split.critical_ns.get(kind)]
    written = parts.times([split.critical_ns[kind] for kind in kinds])
    return TimePanel(
        tuple(_parts(split, kinds, written)), written.unit, written.total, split.duration_ns,
        tuple(
            Shorten(tree.spans[each.position], TITLES[each.kind], each.drag_ns, each.critical_ns)
            for each in split.savings[:MOST_SAVINGS]
        ),
        tuple(_notes(tree, split, row, cut=cut)),
    )  # fmt: skip


def _parts(split: TimeSplit, kinds: list[str], written: parts.InOneUnit) -> Iterator[Part]:
    before = 0
    for kind, text in zip(kinds, written.texts, strict=True):
        ns = split.critical_ns[kind]
        yield Part(
            kind, TITLES[kind], MEANINGS[kind], text, ns, split.self_ns.get(kind, 0),
            f"{100 * before / split.duration_ns:.3f}%", f"{100 * ns / split.duration_ns:.3f}%",
        )  # fmt: skip
        before += ns


def _notes(tree: Tree, split: TimeSplit, row: TraceRow, *, cut: bool) -> Iterator[str]:
    if cut:
        yield f"Of its first {formats.count(len(tree.spans))} spans only."
    if not row.has_root:
        yield "The span that everything hangs below has not arrived: this is the time of what is here."
    elif tree.missing_parent:
        yield (
            f"{_spans(len(tree.missing_parent))} named a parent that has not arrived; "
            "what ran in between may look unaccounted."
        )
    if split.async_tail_ns:
        yield (
            f"The last {formats.duration(split.async_tail_ns)} came after the root had ended: "
            "work that it started and did not wait for."
        )
    if split.line.shifts:
        most = max(split.line.shifts.values(), key=abs)
        services = sorted({tree.spans[i].service for i in split.line.shifts})
        yield (
            f"{_spans(len(split.line.shifts))} of {', '.join(services[:3])} moved by up to "
            f"{formats.duration(abs(most))}: the clock there disagrees with its caller's."
        )
    if split.parallelism >= WORTH_SAYING:
        yield f"{split.parallelism:.1f} spans worked at the same time, on average."


def _spans(count: int) -> str:
    return f"{formats.count(count)} span{'s' * (count != 1)}"
