"""Geometry of the bridge: bars from where the last one ended, x and width in per cent, y in pixels. Pure.

It plots the change from $0, so that bars keep a zero baseline. A whisker is the interval of a part at its running end.
"""

from dataclasses import dataclass

from aiops.core.figures import axes
from costs.analysis.bridge import GROUPS
from costs.analysis.words import Part, Shown

LEFT, STEP, WIDTH = 6.68, 8.62, 4.83
TOP, FOOT = 56.0, 292.0
THINNEST = 1.5  # what is there is seen, however small


@dataclass(frozen=True, slots=True)
class Bar:
    part: Part
    x: str
    right: str
    next_x: str
    y: str
    height: str
    end_y: str  # where the next one begins
    low_y: str  # "": no interval
    high_y: str
    label: str
    label_y: str
    interval: str
    words: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    amount: str
    x: str
    right: str


@dataclass(frozen=True, slots=True)
class Tick:
    y: str
    label_y: str
    label: str
    zero: bool


@dataclass(frozen=True, slots=True)
class Waterfall:
    bars: tuple[Bar, ...]
    headings: tuple[Heading, ...]
    ticks: tuple[Tick, ...]
    total_x: str
    total_y: str
    total_height: str
    total_label_y: str


def layout(shown: Shown) -> Waterfall:
    runs = [0]
    for part in shown.parts:
        runs.append(runs[-1] + part.nanousd)
    ends = [run + end for run, part in zip(runs, shown.parts, strict=False) for end in (part.low, part.high) if end]
    ticks = axes.figures(min(0, *runs, *ends), max(1, *runs, *ends))
    scale = _Scale(ticks[0], ticks[-1])
    total_top = min(scale.y(0), scale.y(runs[-1]))
    return Waterfall(
        bars=tuple(_bar(shown, at, part, runs[at], scale) for at, part in enumerate(shown.parts)),
        headings=_headings(shown),
        ticks=tuple(_tick(shown, tick, scale) for tick in ticks),
        total_x=_percent(LEFT + STEP * len(shown.parts)),
        total_y=_px(total_top),
        total_height=_px(max(THINNEST, abs(scale.y(0) - scale.y(runs[-1])))),
        total_label_y=_px(total_top - 7),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    low: int
    high: int

    def y(self, nanousd: int) -> float:
        return FOOT - (FOOT - TOP) * (nanousd - self.low) / (self.high - self.low)


def _bar(shown: Shown, at: int, part: Part, start: int, scale: _Scale) -> Bar:
    ends = (scale.y(start), scale.y(start + part.nanousd))
    whisker = [scale.y(start + end) for end in (part.low, part.high) if end is not None]
    flat = part.low == part.high
    x = LEFT + STEP * at
    first, _, rest = part.title.partition(" ")
    middle = part.title if not rest else first if len(first) > 8 or " " not in rest else f"{first} {rest.split()[0]}"
    return Bar(
        part=part,
        x=_percent(x),
        right=_percent(x + WIDTH),
        next_x=_percent(x + STEP),
        y=_px(min(ends)),
        height=_px(max(THINNEST, abs(ends[0] - ends[1]))),
        end_y=_px(ends[1]),
        low_y=_px(whisker[0]) if whisker and not flat else "",
        high_y=_px(whisker[1]) if whisker and not flat else "",
        label=shown.write(part.nanousd, signed=True),
        label_y=_px(min(*ends, *(whisker if not flat else ()), 1e9) - 8),
        interval=interval(shown, part),
        words=(middle, part.title.removeprefix(middle).strip()),
    )


def interval(shown: Shown, part: Part) -> str:
    """ "between +$104 and +$134"; "" where too few days tell it."""
    if part.low is None or part.high is None:
        return ""
    return f"between {shown.write(part.low, signed=True)} and {shown.write(part.high, signed=True)}"


def _headings(shown: Shown) -> tuple[Heading, ...]:
    found, at = [], 0
    for group, names in GROUPS.items():
        x, right = LEFT + STEP * at - 1.2, LEFT + STEP * (at + len(names) - 1) + WIDTH + 1.2
        amount = shown.write(shown.groups[group], signed=True)
        found.append(Heading(group.capitalize(), amount, _percent(x), _percent(right)))
        at += len(names)
    return tuple(found)


def _tick(shown: Shown, nanousd: int, scale: _Scale) -> Tick:
    y = scale.y(nanousd)
    return Tick(_px(y), _px(y + 4), _label(shown, nanousd), nanousd == 0)


def _label(shown: Shown, nanousd: int) -> str:
    """In the unit of the page, or in cents where a tick lies between dollars."""
    from costs.analysis.words import CENT, SMALL, write

    unit = next((each for each in (shown.unit, CENT, SMALL) if nanousd % each == 0), SMALL)
    return write(nanousd, unit, signed=True)


def _percent(value: float) -> str:
    return f"{value:.2f}%"


def _px(value: float) -> str:
    return f"{value:.1f}"
