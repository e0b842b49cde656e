"""Template filters and tags for figures, times and icons; built in, so no template loads them.

`{{ n|count }}` `{{ n|compact }}` `{{ usd|money }}` `{{ usd|money:6 }}` `{{ usd|dollars }}` `{{ ns|duration }}` write a
figure with its exact value in a title where rounding hides something. The same names with `_text` give plain
text for attributes. `{% when ns %}` writes a time element in the project's time zone. `{% icon "llm" %}` draws an icon.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from aiops.core import formats
from aiops.core.periods import zone_of

register = template.Library()
WRITE: dict[str, Callable[[datetime], str]] = {
    "time": lambda at: f"{at:%H:%M:%S}",
    "day": formats.day,
    "minute": formats.day_minute,
}

register.filter("count", formats.count)
register.filter("compact_text", formats.compact)
register.filter("money_text", formats.money)
register.filter("dollars_text", formats.dollars)
register.filter("rate", formats.rate)
register.filter("duration_text", formats.duration)
register.filter("change", formats.change)


@register.filter
def percent(part: float, whole: float) -> str:
    """`{{ failed|percent:traces }}`."""
    return formats.percent(part, whole)


@register.filter
def compact(n: int | None) -> str:
    return _titled(formats.compact(n), formats.count(n))


@register.filter
def tokens(n: int | None) -> str:
    """Tokens in full with thousands separators; an unknown number is an empty cell, never a zero."""
    return formats.count(n)


@register.filter
def money(nanousd: int | None, places: int = 4) -> str:
    if nanousd is None:
        return format_html('<span class="dim">{}</span>', formats.NO_PRICE)
    return _titled(formats.money(nanousd, places), formats.exact_money(nanousd))


@register.filter
def dollars(nanousd: int | None) -> str:
    return _titled(formats.dollars(nanousd), formats.exact_money(nanousd))


@register.filter
def duration(ns: int | None) -> str:
    return _titled(formats.duration(ns), formats.exact_duration(ns))


@register.filter
def hexa(identifier: bytes) -> str:
    """Identifiers are bytes inside and lower-case hex at the edges."""
    return identifier.hex()


@register.simple_tag(takes_context=True)
def when(context: Context, at: int | datetime | None, style: str = "full") -> SafeString | str:
    """`at` in nanoseconds or as an aware datetime. Styles: full "22 Nov, 14:02:11", minute "22 Nov, 14:02",
    time "14:02:11", day "22 Nov".

    In `list` and `clock` (without the day) the seconds are an element of their own, which small screens leave out.
    """
    if at is None:
        return ""
    zone = zone_of(context.get("project"))
    local = at.astimezone(zone) if isinstance(at, datetime) else formats.moment(at, zone)
    write = WRITE.get(style, formats.day_time)
    title = formats.full_time(local, str(zone))
    if style in {"list", "clock"}:
        return format_html(
            '<time datetime="{}" title="{}">{}{}<span class="seconds">{}</span></time>',
            *(local.isoformat(), title, f"{formats.day(local)}, " if style == "list" else ""),
            *(f"{local:%H:%M}", f"{local:%S}".rjust(3, ":")),
        )
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), title, write(local))


@register.simple_tag(takes_context=True)
def day_of(context: Context, at_ns: int) -> str:
    """The day of the project's zone as plain text: "Sun, 22 Nov", with its year where that is not this one."""
    zone = zone_of(context.get("project"))
    at = formats.moment(at_ns, zone)
    year = f"{at: %Y}" if at.year != datetime.now(zone).year else ""
    return f"{at:%a}, {formats.day(at)}{year}"


@register.simple_tag
@lru_cache(256)  # a page draws the same few a hundred times
def icon(name: str, css: str = "") -> SafeString:
    """An icon of the sprite in base.html: a span kind ("llm", "tool", ...) or a sign ("ok", "warn", "search", ...)."""
    return format_html('<svg class="i {}" aria-hidden="true"><use href="#i-{}"/></svg>', css, name)


@register.simple_tag(takes_context=True)
def hidden_params(context: Context, *dropped: str) -> SafeString:
    """The query of this page as hidden inputs, without the named parameters, so that a GET form keeps the rest."""
    query = context["request"].GET
    pairs = [(name, value) for name in query if name not in dropped for value in query.getlist(name)]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag(takes_context=True)
def sort_link(context: Context, key: str, title: str, current: str) -> SafeString:
    """A column heading that sorts: the largest first, then, clicked again, the smallest."""
    query = context["request"].GET.copy()
    query.pop("cursor", None)
    query["sort"] = key if current == f"-{key}" else f"-{key}"
    sign = {f"-{key}": icon("chev"), key: icon("up")}.get(current, "")
    return format_html('<a href="?{}">{}{}</a>', query.urlencode(), title, sign)


@register.simple_tag
def aria_sort(key: str, current: str) -> SafeString | str:
    """The attribute that tells a screen reader which column is sorted, and how."""
    order = {f"-{key}": "descending", key: "ascending"}.get(current)
    return format_html('aria-sort="{}"', order) if order else ""


@register.inclusion_tag("_period.html", takes_context=True)
def period_control(context: Context, form: Any) -> dict[str, Any]:
    """The time range and comparison control for a bound or unbound aiops.core.forms.PeriodForm."""
    return {"form": form, "request": context["request"], "project": context.get("project")}


def _titled(text: str, exact: str) -> str:
    return text if text == exact else format_html('<span title="{}">{}</span>', exact, text)
