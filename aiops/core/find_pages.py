"""The quick search finds pages by their names, and other projects."""

from collections.abc import Iterator

from django.urls import NoReverseMatch, reverse

from aiops.core.finding import Found, Sought
from aiops.core.models import Project, SavedView
from aiops.core.panels import nav_items, of

# What else people call a page.
ALSO = {
    "traces:home": "start answers",
    "traces:time": "latency duration slow speed where did the time go",
    "traces:overview": "dashboard charts throughput latency p95",
    "traces:behaviour": "percentiles throughput queues steps p95",
    "traces:failures": "errors why outputs fail wrong",
    "costs:cost": "spend money tokens usage billing",
    "costs:change": "drift usage price rose",
    "costs:alerts": "notifications limits",
    "workflows:value": "roi value earned worth",
    "traces:health": "rejected spans received quarantine",
}
MORE = (
    ("System behaviour", "traces:behaviour", "clock"),
    ("What could be saved", "costs:waste", "search"),
    ("What if", "costs:what_if", "compare"),
    ("Bills", "costs:bills", "doc"),
    ("Judge failed runs", "traces:review", "edit"),
    ("Share what was earned", "workflows:share", "link"),
    ("Approvals", "workflows:approvals", "ok"),
    ("Queue", "workflows:queue", "queue"),
    ("Schedules", "workflows:schedules", "clock"),
    ("Import outcomes", "workflows:import_table", "up"),
    ("Members", "core:members", "people"),
    ("Keys", "core:keys", "key"),
    ("Audit log", "core:audit", "audit"),
)


def pages(sought: Sought) -> Iterator[tuple[str, Found]]:
    """Of nothing the pages of the side bar, in its order; of words also those below them."""
    items = [(item.title, item.url_name, item.icon, item.group) for item in nav_items()]
    items += [(title, name, icon, "") for title, name, icon in MORE] if sought.text else []
    for title, name, icon, group in items:
        if sought.fits(title, group, ALSO.get(name, "")):
            try:
                href = reverse(name, args=[sought.project.slug])
            except NoReverseMatch:
                continue
            yield "Pages", Found(title, href + (sought.times if group != "Set-up" else ""), icon)
    yield from _settings(sought)


def _settings(sought: Sought) -> Iterator[tuple[str, Found]]:
    for panel in of("settings") if sought.text else ():
        if sought.fits(panel.title, "settings"):
            href = reverse("core:settings_panel", args=[sought.project.slug, panel.key])
            yield "Pages", Found(panel.title, href, "settings", "Settings")


def views(sought: Sought) -> Iterator[tuple[str, Found]]:
    """Saved views; of nothing they come first, after all they are what people go back to."""
    rows = SavedView.objects.shown_to(sought.user, sought.project)
    for each in rows:
        if sought.fits(each.name):
            yield (
                "Views",
                Found(each.name, each.url(sought.project.slug), "view", "" if each.owner_id else "everyone's"),
            )


def projects(sought: Sought) -> Iterator[tuple[str, Found]]:
    if not sought.text:
        return
    others = Project.objects.visible_to(sought.user).exclude(pk=sought.project.pk)
    for each in others.filter(name__icontains=sought.text).order_by("name")[:6]:
        yield "Projects", Found(each.name, reverse("traces:home", args=[each.slug]), "flag")
