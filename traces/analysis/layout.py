"""Where spans are drawn: the lanes of the flame view and the cells of the minimap."""

from collections.abc import Iterator
from dataclasses import dataclass

from traces.analysis.tree import NONE, Tree

REACH = 64  # lanes


def lanes(tree: Tree) -> tuple[int, ...]:
    """For each position its lane in the flame view, 0 on top.

    Each span lies on the first lane below its parent's that is free when it starts, so no two spans of a lane overlap,
    and a child lies right under its parent unless others run beside it. O(n): of crowded lanes only REACH are tried,
    then a new one is opened at the bottom.
    """
    placed = [0] * len(tree.spans)
    free_from: list[int] = []  # for each lane when its last span ends
    for i in _parents_first_by_start(tree):
        span = tree.spans[i]
        below = placed[tree.parents[i]] + 1 if tree.parents[i] != NONE else 0
        tried = range(below, min(below + REACH, len(free_from)))
        lane = next((each for each in tried if free_from[each] <= span.start_ns), len(free_from))
        if lane == len(free_from):
            free_from.append(0)
        placed[i] = lane
        free_from[lane] = max(free_from[lane], span.end_ns, span.start_ns + 1)
    return tuple(placed)


def _parents_first_by_start(tree: Tree) -> list[int]:
    """By start, but never a child before its parent, though its clock may say that it began earlier."""
    begin: list[int] = []
    for i, span in enumerate(tree.spans):
        parent = tree.parents[i]
        begin.append(span.start_ns if parent == NONE else max(span.start_ns, begin[parent]))
    return sorted(range(len(begin)), key=lambda i: (begin[i], i))


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of the minimap: columns [x, x + width) of line y, in the colour of `kind`."""

    x: int
    y: int
    width: int
    kind: str


def minimap(tree: Tree, lines: int = 38, columns: int = 400) -> tuple[Cell, ...]:
    """The whole trace on `lines` x `columns` cells, rows in tree order from the top.

    With more spans than lines several share one; each cell then shows the last span drawn there, as a row hides what
    lies beneath it. At most lines x columns cells, whatever the size of the trace.
    """
    count = len(tree.spans)
    if count <= lines:
        return tuple(_cell(tree, i, i, columns) for i in range(count))
    grid: list[list[int]] = [[-1] * columns for _ in range(lines)]
    for i in range(count):
        x, width = _stretch(tree, i, columns)
        grid[i * lines // count][x : x + width] = [i] * width
    return tuple(cell for y, line in enumerate(grid) for cell in _runs(tree, y, line))


def _cell(tree: Tree, i: int, y: int, columns: int) -> Cell:
    x, width = _stretch(tree, i, columns)
    return Cell(x, y, width, tree.spans[i].kind)


def _stretch(tree: Tree, i: int, columns: int) -> tuple[int, int]:
    """The first column a span touches and how many, at least one."""
    span, whole = tree.spans[i], tree.end_ns - tree.start_ns or 1
    after = span.start_ns - tree.start_ns
    x = min(after * columns // whole, columns - 1)
    end = -(-(after + span.duration_ns) * columns // whole)
    return x, max(end - x, 1)


def _runs(tree: Tree, y: int, line: list[int]) -> Iterator[Cell]:
    """Neighbours of one kind become one cell."""
    start, kind = 0, ""
    for x, i in enumerate([*line, -1]):
        now = tree.spans[i].kind if i >= 0 else ""
        if now != kind:
            if kind:
                yield Cell(start, y, x - start, kind)
            start, kind = x, now
