"""What the quick search finds: each app finds its own, under one heading."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from aiops.core.models import Project, User

MOST = 6  # of a heading
MOST_CHARS = 200


@dataclass(frozen=True, slots=True)
class Found:
    """`note` tells it from others of the same name; `mono` is for ids."""

    title: str
    href: str
    icon: str
    note: str = ""
    mono: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """The words, and for whom; `times` is a query that keeps the time range of the page, "" without one."""

    text: str
    project: Project
    user: User | AnonymousUser
    times: str = ""

    def fits(self, *names: str) -> bool:
        """Whether each word begins a word of the names."""
        there = " ".join(names).lower().split()
        return all(any(name.startswith(word) for name in there) for word in self.text.lower().split())


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    found: tuple[Found, ...]


Finder = Callable[[Sought], Iterable[tuple[str, Found]]]  # (heading, what)
_finders: list[tuple[int, Finder]] = []


def register(finder: Finder, order: int = 100) -> None:
    _finders.append((order, finder))


def search(sought: Sought) -> list[Group]:
    """By heading, in the order of the finders."""
    groups: dict[str, list[Found]] = {}
    for _, finder in sorted(_finders, key=lambda each: each[0]):
        for title, found in finder(sought):
            groups.setdefault(title, []).append(found)
    most = MOST if sought.text else None  # of nothing: every page
    return [Group(title, tuple(found[:most])) for title, found in groups.items()]
