"""A few amounts side by side: a name, a bar and a figure a line, from zero or from where the last one ended. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

THINNEST = 0.4  # per cent: what is there is seen, however small


@dataclass(frozen=True, slots=True)
class Level:
    """`css` fills the bar; `start` is where it begins; `more` is its change; a whole stands apart from its parts."""

    title: str
    value: int
    text: str
    css: str = "f-accent"
    more: str = ""
    href: str = ""
    start: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """x and width in per cent of the room for bars; width "" where there is none."""

    level: Level
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Levels:
    bars: tuple[Bar, ...]
    zero: str

    @property
    def changed(self) -> bool:
        return any(bar.level.more for bar in self.bars)


def place(levels: Sequence[Level]) -> Levels:
    ends = [0, *(each.start for each in levels), *(each.start + each.value for each in levels)]
    low, reach = min(ends), max(ends) - min(ends)

    def share(value: float) -> float:
        return 100 * value / reach if reach else 0.0

    bars = []
    for each in levels:
        width = max(share(abs(each.value)), THINNEST) if each.value else 0.0
        left = min(share(min(each.start, each.start + each.value) - low), 100 - width)
        bars.append(Bar(each, f"{left:.2f}%", f"{width:.2f}%" if width else ""))
    return Levels(tuple(bars), f"{share(-low):.2f}%")
