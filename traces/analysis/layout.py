"""Where spans are drawn: the lanes of the flame view and the cells of the minimap."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from traces.analysis.tree import Tree


def lanes(tree: Tree) -> tuple[int, ...]:
    """For each position its lane in the flame view, 0 on top.

    Each depth has its own band of lanes, as few as its busiest moment needs; bands follow each other. So no two spans
    of one lane overlap and every span lies below its parent. O(n log n).
    """
    by_depth: dict[int, list[int]] = {}
    for i, depth in enumerate(tree.depths):
        by_depth.setdefault(depth, []).append(i)
    placed = [0] * len(tree.spans)
    top = 0
    for depth in sorted(by_depth):
        members = sorted(by_depth[depth], key=lambda i: (tree.spans[i].start_ns, i))
        top += _pack(tree, members, top, placed)
    return tuple(placed)


def _pack(tree: Tree, members: list[int], top: int, placed: list[int]) -> int:
    """Puts each span on the upmost lane that is free when it starts; answers how many lanes that took."""
    free: list[int] = []
    busy: list[tuple[int, int]] = []  # (free again at, lane)
    used = 0
    for i in members:
        span = tree.spans[i]
        while busy and busy[0][0] <= span.start_ns:
            heapq.heappush(free, heapq.heappop(busy)[1])
        if not free:
            heapq.heappush(free, used)
            used += 1
        lane = heapq.heappop(free)
        placed[i] = top + lane
        heapq.heappush(busy, (max(span.end_ns, span.start_ns + 1), lane))
    return used


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of the minimap: columns [x, x + width) of line y, in the colour of `kind`."""

    x: int
    y: int
    width: int
    kind: str
    error: bool


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
        cell = _cell(tree, i, i * lines // count, columns)
        grid[cell.y][cell.x : cell.x + cell.width] = [i] * cell.width
    return tuple(cell for y, line in enumerate(grid) for cell in _runs(tree, y, line))


def _cell(tree: Tree, i: int, y: int, columns: int) -> Cell:
    span, whole = tree.spans[i], max(tree.duration_ns, 1)
    x = min((span.start_ns - tree.start_ns) * columns // whole, columns - 1)
    end = -(-(span.end_ns - tree.start_ns) * columns // whole)
    return Cell(x, y, max(min(end, columns) - x, 1), span.kind, span.status == "error")


def _runs(tree: Tree, y: int, line: list[int]) -> Iterator[Cell]:
    """Neighbours of one kind and verdict become one cell."""
    start, kind, error = 0, "", False
    for x, i in enumerate([*line, -1]):
        now = (tree.spans[i].kind, tree.spans[i].status == "error") if i >= 0 else ("", False)
        if now != (kind, error):
            if kind:
                yield Cell(start, y, x - start, kind, error)
            start, (kind, error) = x, now
