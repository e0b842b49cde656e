"""`{% load runs %}`: what pages of runs say of a run, a step, an attempt or a policy."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from django import template

from aiops.core import formats
from aiops.core.stats.intervals import Interval
from workflows.models import Attempt

register = template.Library()
MOST_SHOWN = 60_000  # characters of JSON


@register.filter
def short(run_id: UUID) -> str:
    """Its last eight digits: the first ones tell the time, which runs of one minute share."""
    return str(run_id)[-8:]


@register.filter
def took(timed: Any) -> int | None:
    """Nanoseconds between its start and its end; None until both are known."""
    if timed is None or timed.started_at is None or timed.ended_at is None:
        return None
    return int((timed.ended_at - timed.started_at).total_seconds() * 1e9)


@register.filter
def pretty(value: Any) -> str:
    """JSON for people; of very much of it the beginning."""
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}\n… and {len(text) - MOST_SHOWN:,} characters more"


@register.filter
def why(attempt: Attempt) -> str:
    """What went wrong, what stood in its way, or which question a cache had answered before."""
    guard = attempt.attributes.get("aiops.guardrail.name")
    if guard or attempt.outcome == Attempt.Outcome.GUARDRAIL:
        return f"guardrail {guard}" if guard else "a guardrail on what goes in"
    if kind := attempt.attributes.get("aiops.cache.kind"):
        return "the same question" if kind == "exact" else _alike(attempt.attributes.get("aiops.cache.similarity"))
    return attempt.error_type


def _alike(similarity: Any) -> str:
    return f"a question {similarity:.0%} alike" if isinstance(similarity, (int, float)) else "a question much alike"


@register.filter
def model(attempt: Attempt) -> str:
    return str(attempt.attributes.get("gen_ai.response.model") or attempt.attributes.get("gen_ai.request.model") or "")


@register.filter
def tokens_of(attempt: Attempt) -> str:
    """Tokens in and out; empty where nobody counted."""
    given, got = (attempt.attributes.get(f"gen_ai.usage.{each}_tokens") for each in ("input", "output"))
    if given is None and got is None:
        return ""
    return f"{formats.count(given)} in, {formats.count(got)} out"


@register.filter
def seconds(number: float | None) -> str:
    """As a duration; empty where there is none."""
    return "" if number is None else formats.duration(int(number * 1e9))


@register.filter
def rate_of(found: Interval | None) -> str:
    """`85 % (80 to 89 %)`."""
    return "" if found is None else f"{found.value * 100:.0f} %" + _ends(found, lambda each: f"{each * 100:.0f}", " %")


@register.filter
def points_of(found: Interval | None) -> str:
    """`-12 points (-20 to -3)`."""
    return "" if found is None else f"{found.value * 100:+.0f} points" + _ends(found, lambda each: f"{each * 100:+.0f}")


@register.filter
def usd_of(found: Interval | None) -> str:
    """`$1.20 ($1.10 to $1.30)` of nano-dollars."""
    return "" if found is None else _usd(found.value) + _ends(found, _usd)


def _usd(nanousd: float) -> str:
    return formats.money(round(nanousd))


def _ends(found: Interval, write: Callable[[float], str], unit: str = "") -> str:
    """The two it lies between; empty where these cannot be said."""
    if found.low is None or found.high is None:
        return ""
    return f" ({write(found.low)} to {write(found.high)}{unit})"


@register.filter
def plainly(value: Any) -> str:
    """A policy's value on one line; nothing is "none"."""
    if value is None or value in ("", []):
        return "none"
    if isinstance(value, list) and all(isinstance(each, dict) and each for each in value):
        return ", ".join(_named(each) for each in value)
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _named(part: dict[str, Any]) -> str:
    """A rung or a guardrail: its kind, then what was said of it."""
    kind, *rest = part.items()
    said = (f"{name}={each if isinstance(each, str) else orjson.dumps(each).decode()}" for name, each in rest)
    return " ".join([str(kind[1]), *said])


@register.filter
def signed_money(nanousd: float) -> str:
    """A difference in dollars: "+$0.0012", with a true minus."""
    sign = formats.MINUS if nanousd < 0 else "+" if nanousd > 0 else ""
    return sign + unsigned_money(nanousd)


@register.filter
def unsigned_money(nanousd: float) -> str:
    return formats.money(abs(round(nanousd)), 4)


@register.filter
def points(share: float) -> str:
    """A difference of shares in percentage points: "+4.2 points"."""
    sign = formats.MINUS if share < 0 else "+" if share > 0 else ""
    return f"{sign}{abs(share) * 100:.1f} points"
