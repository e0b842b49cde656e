"""The graph of a workflow as recorded runs went through it: a row for each step, and lines from row to row. Pure.

Rows stand in the order in which runs usually take them. A step that follows the one above is joined by a straight line;
one that leaves steps out, by a bow on the left; one that goes back, by a bow on the right. The breadth of a line is its
share of the runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

ROW, MIDDLE, WIDTH = 36, 64, 96  # px: the height of a row, and where the rows' dots stand
DOT = 5
THIN, THICK = 1.0, 4.0
NEAREST, A_ROW, FARTHEST = 10, 6, 58  # how far a bow goes out
BACK_MOST = 28
START = END = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A step: in how many runs, how often in all, how often it failed, tries, mean ms; how many are in it now."""

    name: str
    kind: str
    runs: int
    times: int
    failed: int
    tries: int
    mean_ms: float | None
    at_it: int
    waiting: int

    @property
    def a_run(self) -> float:
        """How often in a run that has it."""
        return self.times / self.runs if self.runs else 0.0

    @property
    def again(self) -> int:
        """Tries after the first."""
        return self.tries - self.times

    @property
    def ns(self) -> int | None:
        return None if self.mean_ms is None else round(self.mean_ms * 1e6)


@dataclass(frozen=True, slots=True)
class Way:
    """From one step to the next; "" is the start, or the end."""

    before: str
    after: str
    runs: int


@dataclass(frozen=True, slots=True)
class Line:
    path: str
    breadth: str
    words: str
    back: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """`nodes` without the row that starts and the one that ends; `dots` are the heights of all rows."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    dots: tuple[int, ...]
    height: int
    width: int = WIDTH
    middle: int = MIDDLE
    dot: int = DOT


def arrange(nodes: Sequence[Node], ways: Sequence[Way]) -> Graph:
    """`nodes` in the order of rows. Without any there is nothing to draw."""
    if not nodes:
        return Graph((), (), (), 0)
    rows = {node.name: place for place, node in enumerate(nodes, 1)}
    last = len(nodes) + 1
    most = max((way.runs for way in ways), default=1)
    lines = [
        _line(way, rows[way.before] if way.before else 0, rows[way.after] if way.after else last, most)
        for way in sorted(ways, key=lambda way: way.runs)
        if (not way.before or way.before in rows) and (not way.after or way.after in rows)
    ]
    return Graph(tuple(nodes), tuple(lines), tuple(_y(place) for place in range(last + 1)), ROW * (last + 1))


def _y(row: int) -> int:
    return ROW * row + ROW // 2


def _line(way: Way, first: int, second: int, most: int) -> Line:
    breadth = f"{THIN + (THICK - THIN) * way.runs / most:.1f}"
    words = f"{way.before or 'Start'} to {way.after or 'end'}: {way.runs:,} run{'s' * (way.runs != 1)}"
    return Line(_path(first, second), breadth, words, second <= first)


def _path(first: int, second: int) -> str:
    y1, y2 = _y(first), _y(second)
    if second == first + 1:
        return f"M{MIDDLE} {y1 + DOT}V{y2 - DOT}"
    if second > first:
        out = MIDDLE - min(FARTHEST, NEAREST + A_ROW * (second - first))
        return f"M{MIDDLE - DOT} {y1}C{out} {y1} {out} {y2} {MIDDLE - DOT} {y2}"
    if second == first:
        out = MIDDLE + BACK_MOST
        return f"M{MIDDLE + 3} {y1 + 4}C{out} {y1 + 14} {out} {y1 - 14} {MIDDLE + 3} {y1 - 4}"
    out = MIDDLE + min(BACK_MOST, NEAREST + A_ROW * (first - second))
    return f"M{MIDDLE + DOT} {y1}C{out} {y1} {out} {y2} {MIDDLE + DOT} {y2}"
