"""Two traces side by side: where they part, and each line of both with what differs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from traces import semconv
from traces.analysis.divergence import EXTRA, MISSING, WORDS, Difference, Pair, aligned, first
from traces.analysis.tree import NONE, Tree, build
from traces.types import SpanBody, StoredSpan, TraceDetail

MOST_LINES = 500
MOST_WORDS = 600  # of a text that is compared


@dataclass(frozen=True, slots=True)
class Line:
    """`words` say what differs; `first` marks where the runs part."""

    one: StoredSpan | None
    other: StoredSpan | None
    level: int
    words: tuple[str, ...]
    first: bool

    @property
    def name(self) -> str:
        span = self.one or self.other
        return span.name if span else ""

    @property
    def kind(self) -> str:
        span = self.one or self.other
        return span.kind if span else "other"


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of text; `of` is same, one (here only) or other (there only)."""

    text: str
    of: str


@dataclass(frozen=True, slots=True)
class Beside:
    one: TraceDetail
    other: TraceDetail
    lines: tuple[Line, ...]
    left_out: int
    parted: Line | None
    sentence: str
    text: tuple[Word, ...]  # the two last answers
    one_sums: tuple[int, int, int | None]
    other_sums: tuple[int, int, int | None]


def beside(one: TraceDetail, other: TraceDetail) -> tuple[Beside, tuple[bytes, bytes] | None]:
    """The page, but for its texts, and the two spans whose answers are to be compared."""
    left, right = build(one.spans), build(other.spans)
    pairs = aligned(left, right)
    found = first(left, right, pairs)
    lines = [_line(left, right, pair, found) for pair in pairs]
    parted = next((line for line in lines if line.first), None)
    made = Beside(
        one, other, tuple(lines[:MOST_LINES]), max(len(lines) - MOST_LINES, 0), parted, _sentence(parted, found), (),
        _sums(left), _sums(right),
    )  # fmt: skip
    return made, _answers(left, right)


def _sums(tree: Tree) -> tuple[int, int, int | None]:
    """Duration in ns, tokens, cost in nano-USD."""
    costs = [tree.cost_nanousd[i] for i in tree.roots if tree.cost_nanousd[i] is not None]
    return tree.duration_ns, sum(tree.tokens[i] for i in tree.roots), sum(c for c in costs if c) if costs else None


def _line(left: Tree, right: Tree, pair: Pair, found: Difference | None) -> Line:
    one = None if pair.one == NONE else left.spans[pair.one]
    other = None if pair.other == NONE else right.spans[pair.other]
    is_first = found is not None and found.pair == pair
    return Line(one, other, min(pair.depth, 8), tuple(WORDS[field] for field in pair.differs), is_first)


def _sentence(parted: Line | None, found: Difference | None) -> str:
    if parted is None or found is None:
        return "The two runs look alike: the same spans, and none that ended otherwise."
    here, there = found.values
    values = f": {here} here, {there} there" if here or there else ""
    words = {MISSING: "is there in the other run only", EXTRA: "is there in this run only"}.get(
        found.field, WORDS[found.field]
    )
    return f"The runs part at {parted.name}, which {words}{values}."


def _answers(left: Tree, right: Tree) -> tuple[bytes, bytes] | None:
    """The last model call of each."""
    last = [
        max((s for s in tree.spans if s.kind == "llm"), key=lambda s: s.end_ns, default=None) for tree in (left, right)
    ]
    one, other = last
    return (one.span_id, other.span_id) if one and other else None


def said(body: SpanBody | None) -> str:
    """What a call answered."""
    if body is None:
        return ""
    content = semconv.content(body)
    return "\n".join(message.text for message in content.output if message.text) or content.output_text


def compared(one: str, other: str) -> tuple[Word, ...]:
    """Word by word."""
    return tuple(_words(one.split()[:MOST_WORDS], other.split()[:MOST_WORDS])) if one or other else ()


def _words(one: list[str], other: list[str]) -> Iterator[Word]:
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Word(" ".join(one[a:b]), "same")
            continue
        if b > a:
            yield Word(" ".join(one[a:b]), "one")
        if d > c:
            yield Word(" ".join(other[c:d]), "other")


def with_text(made: Beside, one: SpanBody | None, other: SpanBody | None) -> Beside:
    """With the answers of the two spans that `beside` named."""
    return replace(made, text=compared(said(one), said(other)))
