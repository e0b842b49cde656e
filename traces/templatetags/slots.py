"""`{% load slots %}{% slot panel %}` writes a filled panel of aiops.core.panels with the context it gave, no other."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, panel: dict[str, Any]) -> SafeString:
    facts = {"project": context.get("project"), **panel["context"]}
    return render_to_string(panel["template"], facts, context.get("request"))
