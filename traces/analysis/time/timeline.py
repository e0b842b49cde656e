"""The timeline of a trace: clocks corrected, and who waits for whom.

- **Clock skew.** Only between different services, and only where a child does not lie inside its parent: if it fits
  into the parent's duration, its whole subtree is moved so that the way there took as long as the way back. A child
  that begins after its parent's end is moved only below a call, which waits for its answer; elsewhere it was started
  and not awaited. Work taken from a queue is never moved: it may run as late as it likes.
- **Who does not block.** Work taken from a queue, and a child that begins at or after its parent's end. These are tops
  of their own, with the span that started them as `starter`. A span link is never an edge of the tree.
- **Tails and heads.** What a span did before its top began or after it ended. Parents clip their children, so this
  time would belong to nobody; it is kept as pieces that fill the window beyond the tops.

Source: Jaeger's clock skew adjuster (jaeger/internal/storage/.../adjuster/clockskew.go) for the shift.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

NONE = -1
CONSUMERS = frozenset({"step", "workflow", "agent"})  # below a queue span: work that was taken from it
CALLING = frozenset({"http", "llm", "embedding", "retriever", "reranker", "tool", "guardrail", "evaluator", "db"})


class Timed(Protocol):
    """What the analysis of time reads of a span; a named tuple and a frozen class both are one."""

    @property
    def span_id(self) -> bytes: ...
    @property
    def start_ns(self) -> int: ...
    @property
    def duration_ns(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def service(self) -> str: ...
    @property
    def attempt(self) -> int | None: ...
    @property
    def first_token_ns(self) -> int | None: ...


class Piece(NamedTuple):
    """A stretch of one span that lies before or after its top."""

    position: int
    start_ns: int
    end_ns: int


@dataclass(slots=True)
class Timeline:
    """Columns by position. `children` are those that block their parent; `order` has every parent before its children.

    The window is that of the spans as they were sent, so that its length is the duration every page shows.
    """

    spans: Sequence[Timed]
    order: Sequence[int]
    parents: Sequence[int]
    starts: list[int]  # corrected
    ends: list[int]
    children: list[list[int]]
    top_of: list[int]
    tops: list[int]
    starter: dict[int, int]  # of a top that another span started without waiting for it
    pieces: list[Piece]
    shifts: dict[int, int]  # of every span that was moved, by how many ns
    window: tuple[int, int]

    @property
    def duration_ns(self) -> int:
        return self.window[1] - self.window[0]

    def chain(self, position: int) -> list[int]:
        """The span and its ancestors up to its top."""
        found = [position]
        while position != self.top_of[position]:
            position = self.parents[position]
            found.append(position)
        return found


def lay_out(
    spans: Sequence[Timed], parents: Sequence[int], order: Iterable[int], window: tuple[int, int] | None = None
) -> Timeline:
    """The timeline of the spans named in `order`; a parent outside it counts as none. O(n)."""
    count, order = len(spans), list(order)
    line = Timeline(
        spans, order, parents, [0] * count, [0] * count, [[] for _ in range(count)], [NONE] * count, [], {}, [], {},
        window or _window(spans, order),
    )  # fmt: skip
    for i in order:
        _place(line, i)
    return line


def _window(spans: Sequence[Timed], order: Sequence[int]) -> tuple[int, int]:
    if not order:
        return 0, 0
    return (
        min(spans[i].start_ns for i in order),
        max(spans[i].start_ns + max(spans[i].duration_ns, 0) for i in order),
    )


def _place(line: Timeline, i: int) -> None:
    span, parent = line.spans[i], line.parents[i]
    start, length = span.start_ns, max(span.duration_ns, 0)
    if parent == NONE or line.top_of[parent] == NONE:
        line.starts[i], line.ends[i], line.top_of[i] = start, start + length, i
        line.tops.append(i)
        return
    above = line.spans[parent]
    queued = above.kind == "queue" and span.kind in CONSUMERS
    shift = line.shifts.get(parent, 0) if line.shifts else 0
    start += shift
    if not queued and span.service != above.service:
        correction = _skew(line, parent, span, start, length)
        shift, start = shift + correction, start + correction
    if shift:
        line.shifts[i] = shift
    line.starts[i], line.ends[i] = start, start + length
    if queued or (length and (start >= line.ends[parent] or start + length <= line.starts[parent])):
        line.top_of[i] = i
        line.tops.append(i)
        line.starter[i] = parent
        return
    line.children[parent].append(i)
    line.top_of[i] = top = line.top_of[parent]
    _keep_what_sticks_out(line, i, top)


def _skew(line: Timeline, parent: int, span: Timed, start: int, length: int) -> int:
    """By how many ns the span's clock is off, as seen from its parent."""
    lo, hi = line.starts[parent], line.ends[parent]
    if not span.service or not line.spans[parent].service or length > hi - lo:
        return 0
    if lo <= start and start + length <= hi:
        return 0
    if start >= hi and line.spans[parent].kind not in CALLING:
        return 0
    return (hi - lo - length) // 2 - (start - lo)


def _keep_what_sticks_out(line: Timeline, i: int, top: int) -> None:
    if line.ends[i] > line.ends[top]:
        line.pieces.append(Piece(i, max(line.ends[top], line.starts[i]), line.ends[i]))
    if line.starts[i] < line.starts[top]:
        line.pieces.append(Piece(i, line.starts[i], min(line.starts[top], line.ends[i])))


def outlived(line: Timeline) -> dict[int, int]:
    """For each span that ended after the parent it did not block, or outlived it: by how many ns."""
    found = {}
    for i in line.order:
        parent = line.parents[i]
        if parent != NONE and line.top_of[parent] != NONE and line.ends[i] > line.ends[parent]:
            found[i] = line.ends[i] - line.ends[parent]
    return found
