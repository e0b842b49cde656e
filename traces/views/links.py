"""Where the bars of a chart lead: to the list of the traces they count."""

from urllib.parse import urlencode

from django.urls import reverse

from aiops.core.models import Project
from aiops.core.periods import in_url, zone_of
from traces import charts


def to_list(project: Project, **kept: str) -> charts.Link:
    path, zone = reverse("traces:list", args=[project.slug]), zone_of(project)
    return lambda start_ns, end_ns, **filters: f"{path}?{urlencode(kept | in_url(start_ns, end_ns, zone) | filters)}"
