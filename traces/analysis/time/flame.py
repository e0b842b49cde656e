"""Call paths of two periods as the boxes of a differential flame graph. Pure.

A box is as wide as the mean critical time per run of everything below its path, whichever period took more of it, so
that what vanished keeps its place; its tint is the change. Boxes of one level stand by their width.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from traces.types.time_sums import TimeDays

MOST_BOXES = 250
LEAST = 0.002  # of the whole: narrower boxes are added up in their parent alone


@dataclass(frozen=True, slots=True)
class Box:
    """`left` and `width` are shares of the whole; `now_ns` and `before_ns` mean ns per run, None without comparison."""

    names: tuple[str, ...]
    depth: int
    left: float
    width: float
    now_ns: float
    before_ns: float | None

    @property
    def change_ns(self) -> float:
        return self.now_ns - (self.before_ns if self.before_ns is not None else self.now_ns)


@dataclass
class _Node:
    now: float = 0.0
    before: float = 0.0
    below: "dict[str, _Node]" = field(default_factory=dict)


def boxes(now: TimeDays, before: TimeDays | None) -> list[Box]:
    """Top level: workflows. In order of depth, then of place."""
    root = _Node()
    _add(root, now, "now")
    if before is not None:
        _add(root, before, "before")
    whole = _width(root)
    found: list[Box] = []
    level: list[tuple[tuple[str, ...], _Node, float, float]] = [((), root, 0.0, 1.0)]
    while level:
        following = []
        for names, node, left, width in level:
            scale = width / _width(node) if _width(node) else 0.0
            at = left
            for name, each in sorted(node.below.items(), key=lambda item: (-_width(item[1]), item[0])):
                share = _width(each) * scale
                if _width(each) >= LEAST * whole:
                    found.append(
                        Box((*names, name), len(names), at, share, each.now, None if before is None else each.before)
                    )
                    following.append(((*names, name), each, at, share))
                at += share
        level = following
    kept = sorted(found, key=lambda box: -box.width)[:MOST_BOXES]
    return sorted(kept, key=lambda box: (box.depth, box.left))


def _add(root: _Node, days: TimeDays, side: str) -> None:
    runs = days.run_count()
    for path, values in days.paths.items():
        ns = sum(values) / runs if runs else 0.0
        node = root
        setattr(node, side, getattr(node, side) + ns)
        names = ("(other)",) if path.names is None else path.names or ("(outside any span)",)
        for name in (path.workflow or "(no workflow)", *names):
            node = node.below.setdefault(name, _Node())
            setattr(node, side, getattr(node, side) + ns)


def _width(node: _Node) -> float:
    """What its children need at least: a parent whose children changed both ways is wider than either period."""
    return max(node.now, node.before, sum(map(_width, node.below.values())) if node.below else 0.0)


def means(days: TimeDays) -> Mapping[str, float]:
    """Mean critical ns per run by time kind."""
    runs, sums = days.run_count(), dict[str, int]()
    for path, values in days.paths.items():
        sums[path.kind] = sums.get(path.kind, 0) + sum(values)
    return {kind: ns / runs for kind, ns in sums.items()} if runs else {}
