"""Dashboards: charts of other pages in an order.

A pin is an address and the key of a chart there, so that a board shows what the page itself draws, of the board's time.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Max
from django.http import QueryDict

from aiops.core.forms import TIMES
from aiops.core.models import Board, Pin, Project, User
from aiops.core.saved import SaveForm

MOST = 50  # of a project, and of a person in it
MOST_PINS = 24
PARTS = ("summary/",)  # of pages, asked for by scripts: the page is what stands before


class PinForm(SaveForm):
    """Which chart of which page goes to which board, or to a new one called so; `name` is the chart's title there."""

    name = forms.CharField(max_length=120)
    chart = forms.SlugField(max_length=60)
    board = forms.IntegerField(required=False)
    called = forms.CharField(required=False, max_length=60)

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("board") and not self.cleaned_data.get("called"):
            self.add_error("called", "Choose a dashboard, or give a new one a name.")
        return self.cleaned_data


@dataclass(frozen=True, slots=True)
class Shown:
    """`part` is where the chart comes from, `page` where it is at home."""

    pin: Pin
    part: str
    page: str


def shown(board: Board, slug: str, times: dict[str, str]) -> list[Shown]:
    found = []
    for pin in board.pins.all():
        query = QueryDict(pin.query, mutable=True)
        for name in TIMES:
            query.pop(name, None)
        for name, value in times.items():
            query[name] = value
        ending = next((part for part in PARTS if pin.path.endswith(part)), "")
        page = pin.path.removesuffix(ending)
        found.append(Shown(pin, *(f"/p/{slug}/{path}?{query.urlencode()}" for path in (pin.path, page))))
    return found


def new(project: Project, owner: User | None, name: str) -> tuple[Board | None, str]:
    """The board of this name, made when it is not there; else what is wrong."""
    mine = Board.objects.filter(project=project, owner=owner)
    if (known := mine.filter(name=name).first()) is not None:
        return known, ""
    if mine.count() >= MOST:
        return None, f"There are {MOST} dashboards already: delete one first."
    return Board.objects.get_or_create(project=project, owner=owner, name=name)[0], ""


def pin(board: Board, title: str, chart: str, page: tuple[str, str]) -> str:
    """What is wrong; "" when it hangs there, as the last one."""
    path, query = page
    with transaction.atomic():
        Board.objects.select_for_update().get(pk=board.pk)
        if board.pins.count() >= MOST_PINS:
            return f"{board.name} has {MOST_PINS} charts already: take one off first."
        last = board.pins.aggregate(last=Max("place"))["last"]
        place = 0 if last is None else last + 1
        board.pins.create(place=place, title=title, chart=chart, path=path, query=query)
    return ""


def move(board: Board, pk: int, by: int) -> None:
    """One place up (-1) or down (1); at an end nothing happens."""
    with transaction.atomic():
        Board.objects.select_for_update().get(pk=board.pk)
        pins = list(board.pins.all())
        at = next((place for place, each in enumerate(pins) if each.pk == pk), None)
        if at is None or not 0 <= at + by < len(pins):
            return
        pins[at], pins[at + by] = pins[at + by], pins[at]
        for place, each in enumerate(pins):
            each.place = place
        Pin.objects.bulk_update(pins, ["place"])
