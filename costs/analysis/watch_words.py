"""What an alert about an unusual day or a new level says. Pure."""

from collections.abc import Sequence

from aiops.core import formats
from costs.analysis.changes import Event
from costs.analysis.tables import matched
from costs.analysis.watching import METRICS, Unusual

WHOLE = {name: "all queues" for name in METRICS if name.startswith("queue_age")}


def figure(metric: str, value: float) -> str:
    unit = METRICS[metric].unit
    if unit == "usd":
        return formats.small_dollars(round(value))
    if unit == "share":
        return formats.percent(min(max(value, 0.0), 1.0), 1.0)
    if unit == "ns":
        return formats.duration(round(max(value, 0.0)))
    return formats.compact(round(value))


def sentence(found: Unusual, events: Sequence[Event] = ()) -> str:
    subject = found.subject or WHOLE.get(found.metric, "all workflows together")
    title, day = METRICS[found.metric].title, formats.day(found.day)
    value, before = figure(found.metric, found.value), figure(found.metric, found.expected)
    if found.kind == "day":
        low, high = (figure(found.metric, end or 0.0) for end in (found.low, found.high))
        told = f"{title} of {subject} was {value} on {day}, where {low} to {high} was to be expected"
    else:
        change = formats.change(round(found.value * 1000), round(found.expected * 1000))
        told = f"{title} of {subject} has been {value} since {day}; it was {before} before"
        told += f" ({change})" if change and METRICS[found.metric].unit != "share" else ""
    with_it = "; ".join(matched(each) for each in events)
    return told + (f". On that day: {with_it}." if with_it else ".")
