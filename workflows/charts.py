"""The charts of workflows: what each shows, and where its parts lead. docs/reference/charts.md lists them."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.analysis.roi import Day

SPARK_WIDTH, SPARK_HEIGHT, EDGE = 128, 28, 2


@dataclass(frozen=True, slots=True)
class Spark:
    """A curve in a line of a table: x and y in pixels. `young_x`: from there on hatched, too young to judge."""

    path: str
    zero_y: str
    end: tuple[str, str] | None
    young_x: str
    young_width: str
    label: str


def spark(days: Sequence[Day], name: str) -> Spark | None:
    """Net by day of the days that can be judged; None where fewer than two have a known value."""
    old = [
        (place, each.net_nanousd) for place, each in enumerate(days) if each.matured and each.net_nanousd is not None
    ]
    if len(old) < 2:
        return None
    low, high = min(0, *(net for _, net in old)), max(0, *(net for _, net in old))
    step = (SPARK_WIDTH - 2 * EDGE) / max(len(days) - 1, 1)

    def at(place: int, net: int) -> tuple[str, str]:
        return f"{EDGE + place * step:.1f}", _y(net, low, high)

    points = [at(place, net) for place, net in old]
    last = EDGE + old[-1][0] * step
    return Spark(
        path="M" + "L".join(f"{x} {y}" for x, y in points),
        zero_y=_y(0, low, high),
        end=points[-1],
        young_x=f"{last:.1f}",
        young_width=f"{max(SPARK_WIDTH - EDGE - last, 0):.1f}",
        label=f"Net value a day of {name}, {_trend([net for _, net in old])}",
    )


def _y(net: int, low: int, high: int) -> str:
    reach = SPARK_HEIGHT - 2 * EDGE
    return f"{EDGE + reach * (1 - (net - low) / ((high - low) or 1)):.1f}"


def _trend(nets: Sequence[int]) -> str:
    """The last third against the first, in words."""
    third = max(len(nets) // 3, 1)
    first, last = sum(nets[:third]) / third, sum(nets[-third:]) / third
    if last < 0 <= first:
        return "falling below zero"
    if abs(last - first) < 0.1 * max(abs(first), abs(last)):
        return "level"
    return "rising" if last > first else "falling"
