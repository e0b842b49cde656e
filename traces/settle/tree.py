"""Who is whose parent, for any set of spans: missing parents, several roots, cycles, chains of any depth. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NO_PARENT = -1


@dataclass(frozen=True, slots=True)
class Tree:
    """`parent[i]` is the place of i's parent or NO_PARENT; `order` lists every place after its parent.

    `parent` of a place that was left out is NO_PARENT, and it does not stand in `order`.
    """

    parent: list[int]
    order: list[int]

    @property
    def roots(self) -> list[int]:
        return [place for place in self.order if self.parent[place] == NO_PARENT]


def grow(links: Sequence[tuple[bytes, bytes | None] | None]) -> Tree:
    """The tree of (id, parent id) pairs; None leaves a place out. Ids are unique among the others.

    A span whose parent never arrived, or is itself, is a root. A cycle is cut above its first member.
    """
    place_of = {link[0]: place for place, link in enumerate(links) if link}
    parent = [_parent(place, link, place_of) for place, link in enumerate(links)]
    children: dict[int, list[int]] = {}
    for place, above in enumerate(parent):
        if above != NO_PARENT:
            children.setdefault(above, []).append(place)
    order = [place for place, link in enumerate(links) if link and parent[place] == NO_PARENT]
    _walk(order, 0, children)
    if len(order) < len(place_of):
        _cut_cycles(parent, order, children, place_of.values())
    return Tree(parent, order)


def _parent(place: int, link: tuple[bytes, bytes | None] | None, place_of: dict[bytes, int]) -> int:
    if link is None or link[1] is None:
        return NO_PARENT
    above = place_of.get(link[1], NO_PARENT)
    return NO_PARENT if above == place else above


def _walk(order: list[int], start: int, children: dict[int, list[int]]) -> None:
    """Appends all that hangs below order[start:]."""
    at = start
    while at < len(order):
        order.extend(children.get(order[at], ()))
        at += 1


def _cut_cycles(parent: list[int], order: list[int], children: dict[int, list[int]], places: Iterable[int]) -> None:
    """Whatever no root reaches hangs below a cycle: its first member becomes a root."""
    reached = set(order)
    for place in sorted(places):
        if place in reached:
            continue
        cycle = _cycle_above(place, parent)
        top = min(cycle)
        children[parent[top]].remove(top)
        parent[top] = NO_PARENT
        start = len(order)
        order.append(top)
        _walk(order, start, children)
        reached.update(order[start:])


def _cycle_above(place: int, parent: list[int]) -> list[int]:
    """The members of the cycle that the parents of `place` lead into."""
    seen: dict[int, int] = {}
    while place not in seen:
        seen[place] = len(seen)
        place = parent[place]
    return [member for member, at in seen.items() if at >= seen[place]]
