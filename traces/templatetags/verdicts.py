"""`{% load verdicts %}{% verdict row %}` says how a trace ended; `{% verdict row errors %}` with errors counted now."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from aiops.core.templatetags.show import icon
from traces.analysis import verdict as verdicts
from traces.types import TraceRow

register = template.Library()


@register.simple_tag
def verdict(row: TraceRow, errors: int | None = None) -> SafeString:
    found = verdicts.verdict(row.status, row.error_count if errors is None else errors, has_root=row.has_root)
    title = format_html(' title="{}"', found.why) if found.why else ""
    return format_html('<span class="tag {}"{}>{}{}</span>', found.tone, title, icon(found.icon), found.word)
