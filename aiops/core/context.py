"""What every page's frame shows: the theme, the projects a person may see, and the side bar."""

from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from aiops.core.access import allows
from aiops.core.forms import PeriodForm, kept_times
from aiops.core.models import Membership, Project, SavedView
from aiops.core.panels import nav_items
from aiops.core.periods import zone_of

THEMES = ("light", "dark")
NAVS = ("small", "wide")
MOST_VIEWS = 8  # in the side bar
KEEP_TIME = ("", "Answers", "Look closer")  # groups whose pages have a time range


def frame(request: HttpRequest) -> dict[str, Any]:
    """Lazy where it costs a query: a partial that draws no frame asks nothing."""
    theme, nav = request.COOKIES.get("theme", ""), request.COOKIES.get("nav", "")
    return {
        "theme": theme if theme in THEMES else "",
        "nav_size": nav if nav in NAVS else "",
        "frame": SimpleLazyObject(lambda: Frame(request)),
    }


class Frame:
    """The side bar of one request. `project` is that of the URL, else the first one this person may see, else None."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        role = Membership.objects.filter(project=OuterRef("pk"), user=request.user.pk or 0).values("role")[:1]
        visible = Project.objects.visible_to(request.user).annotate(role=Subquery(role))
        self.projects = list(visible.order_by("name", "slug")[:100])
        match = request.resolver_match
        self.slug = match.kwargs.get("slug") if match else None
        self.project = next((each for each in self.projects if each.slug == self.slug), None)
        if self.project is None and self.slug is None and self.projects:
            self.project = self.projects[0]

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Links under their headings; only pages that exist, the current one marked."""
        links = [link for item in nav_items() if (link := self._link(item)) is not None]
        current = self._current([link["url"] for link in links])
        for link in links:
            link["current"] = link["url"] == current
            link["url"] += self.times if link["group"] in KEEP_TIME else ""
        return [{"title": name, "links": list(of)} for name, of in groupby(links, key=lambda link: link["group"])]

    @property
    def switches(self) -> list[dict[str, Any]]:
        """The same page of every other project where its URL needs no more than the project, else its home."""
        return [
            {"project": each, "url": self._same_page(each), "current": each == self.project} for each in self.projects
        ]

    @cached_property
    def views(self) -> list[dict[str, Any]]:
        """Saved views for the side bar; with one more than it shows, it leads to all of them."""
        if self.project is None:
            return []
        here, slug = self.request.get_full_path(), self.project.slug
        rows = SavedView.objects.shown_to(self.request.user, self.project)[: MOST_VIEWS + 1]
        return [{"title": each.name, "url": each.url(slug), "current": each.url(slug) == here} for each in rows]

    @property
    def member(self) -> bool:
        """Whether this person may save for everyone."""
        if self.project is None:
            return False
        held = Membership.Role.ADMIN if self.request.user.is_superuser else getattr(self.project, "role", None)
        return allows(held, Membership.Role.MEMBER)

    def _current(self, urls: list[str]) -> str | None:
        """The longest that the page lies under. Every page lies under the first, home, so that is for home alone."""
        path, home = self.request.path, min(urls, key=len, default="")
        return max(
            (url for url in urls if path.startswith(url) and (url != home or path == home)), key=len, default=None
        )

    @cached_property
    def times(self) -> str:
        """The time range and comparison of this page, for the next one; "" where none is asked for or readable."""
        kept = kept_times(self.request.GET)
        readable = kept and PeriodForm(kept, zone=zone_of(self.project), now=timezone.now()).is_valid()
        return f"?{urlencode(kept)}" if readable else ""

    def _link(self, item: Any) -> dict[str, Any] | None:
        if self.project is None:
            return None
        try:
            url = reverse(item.url_name, args=[self.project.slug])
        except NoReverseMatch:
            return None
        return {"group": item.group, "title": item.title, "icon": item.icon, "url": url}

    def _same_page(self, project: Project) -> str:
        match = self.request.resolver_match
        if match and set(match.kwargs) == {"slug"}:
            return reverse(match.view_name, kwargs={"slug": project.slug})
        return reverse("traces:home", args=[project.slug])
