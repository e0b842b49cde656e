"""What the home page says of each of the four questions, in the words of the page that answers it.

Each app builds an `Answer` from what its own page computes, so that the two cannot differ.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from aiops.core.figures.charts import Drawing
from aiops.core.figures.levels import Levels
from aiops.core.forms import AnalysisForm, kept_times
from aiops.core.models import Project


@dataclass(frozen=True)
class Asked:
    """What the home page is asked: a project, days, and those they are compared with."""

    project: Project
    form: AnalysisForm

    @property
    def times(self) -> dict[str, str]:
        """The parameters that give another page the very same days."""
        return kept_times(self.form.data) | ({} if self.form.data.get("from") else {"range": self.form.period().preset})

    @property
    def query(self) -> str:
        return urlencode(self.times)

    def url(self, name: str, *args: Any, fragment: str = "", **more: str) -> str:
        path = reverse(name, args=[self.project.slug, *args])
        return f"{path}?{urlencode(self.times | more)}" + (f"#{fragment}" if fragment else "")


@dataclass(frozen=True, slots=True)
class Answer:
    """`links`: (address, words), the page itself first; a picture is either levels or a small drawing, and `caption`
    says of what; `note`: what has to be known besides."""

    sentence: str
    links: tuple[tuple[str, str], ...]
    levels: Levels | None = None
    drawing: Drawing | None = None
    caption: str = ""
    note: str = ""
