"""How a page shows a higher app's facts: the page names a slot, apps fill it from `AppConfig.ready()`.

Slots: `nav` (side bar), `trace` (sections of the trace page), `span` (sections of its span panel), `settings` (tabs),
`value` (above what the workflows earned), `answers` (the home page's, each of which is asked for by itself), `home`
(what is open, above them), `overview` (charts over time).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

GROUPS = ("", "Answers", "Look closer", "Set-up")


@dataclass(frozen=True)
class Panel:
    """One filled slot: `template` is rendered with what `context(**facts)` returns; None hides the panel."""

    key: str
    title: str
    template: str
    context: Callable[..., dict[str, Any] | None]
    order: int = 100


@dataclass(frozen=True)
class NavItem:
    """A link of the side bar. `group`: "", "Answers", "Look closer" or "Set-up"; `url_name` takes a project slug."""

    group: str
    title: str
    icon: str
    url_name: str
    order: int = 100


@dataclass
class Registry:
    panels: dict[str, list[Panel]] = field(default_factory=lambda: defaultdict(list))
    nav: list[NavItem] = field(default_factory=list)


_registry = Registry()


def register(slot: str, panel: Panel) -> None:
    _registry.panels[slot].append(panel)


def register_nav(item: NavItem) -> None:
    _registry.nav.append(item)


def of(slot: str) -> list[Panel]:
    """The panels of a slot in order, before they are filled."""
    return sorted(_registry.panels[slot], key=lambda each: (each.order, each.key))


def fill(slot: str, **facts: Any) -> list[dict[str, Any]]:
    """The panels of a slot in order, each as `{"key", "title", "template", "context"}`; silent ones left out."""
    filled = []
    for panel in of(slot):
        context = panel.context(**facts)
        if context is not None:
            filled.append({"key": panel.key, "title": panel.title, "template": panel.template, "context": context})
    return filled


def nav_items() -> list[NavItem]:
    """In the order of the side bar: group by group."""
    return sorted(_registry.nav, key=lambda item: (GROUPS.index(item.group), item.order))
