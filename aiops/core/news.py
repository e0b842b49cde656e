"""What came since some time: each app tells its own, the home page shows them as one list, the newest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from aiops.core.models import Project

MOST = 12


@dataclass(frozen=True, slots=True)
class News:
    """One line: what happened, when, and where to look; `icon` of templates/_icons.html, `css` its colour."""

    at: datetime
    text: str
    href: str = ""
    icon: str = "info"
    css: str = "dim2"


Teller = Callable[[Project, datetime, datetime], Iterable[News]]  # (project, since, until)
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    _tellers.append(teller)


def told(project: Project, since: datetime, until: datetime) -> tuple[list[News], int]:
    """The newest, and how many more there are."""
    found = sorted((each for tell in _tellers for each in tell(project, since, until)), key=lambda each: each.at)
    return found[::-1][:MOST], max(len(found) - MOST, 0)
