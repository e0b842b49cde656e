"""A page of charts for tests: every shape there is, of figures written here. Takes the place of the product's URLs."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from aiops.core.figures import charts
from aiops.core.figures.chart import Bucket, Chart, Series
from aiops.core.figures.units import MONEY, Value
from aiops.urls import urlpatterns as product

DAY_NS = 86_400 * 10**9
START_NS = int(datetime(2026, 10, 26, tzinfo=UTC).timestamp()) * 10**9
CENT = 10**7
COST: tuple[Value, ...] = (None, 31 * CENT, 34 * CENT, 32 * CENT, None, 30 * CENT, 52 * CENT, 41 * CENT)


def days() -> tuple[Bucket, ...]:
    starts = [START_NS + n * DAY_NS for n in range(len(COST))]
    return tuple(Bucket(at, at + DAY_NS, f"/gallery/?day={n}") for n, at in enumerate(starts))


def shape(**fields: object) -> Chart:
    now_ns = START_NS + len(COST) * DAY_NS - DAY_NS // 2
    return Chart(unit=MONEY, buckets=days(), zone=UTC, now_ns=now_ns, **fields)  # type: ignore[arg-type]


def lines() -> Chart:
    low, high = (tuple(n and n + by * CENT for n in COST) for by in (-3, 4))
    before = tuple(29 * CENT + n * CENT for n in range(len(COST)))
    return shape(
        key="cost-per-run",
        title="Cost of a run",
        shape="lines",
        series=(Series("Cost", COST, "accent-fill", low=low, high=high),),
        previous=Series("8 days before", before),
    )


def bars() -> Chart:
    links = tuple(f"/gallery/?kind=tool&day={n}" for n in range(len(COST)))
    half = tuple(n and n // 2 for n in COST)
    return shape(
        key="cost",
        title="Cost",
        series=(Series("Model calls", COST, "k-llm"), Series("Tools", half, "k-tool", links=links)),
        whole="Together",
    )


def small() -> Chart:
    """Its period before stands high above its bars, where nothing else is drawn."""
    calls, before = Series("Model calls", COST, "k-llm"), Series("8 days before", (160 * CENT,) * len(COST))
    return shape(key="small", title="Spend", size="small", series=(calls,), previous=before)


def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "tests/charts.html", {"drawings": [charts.draw(each()) for each in (lines, bars, small)]})


urlpatterns = [path("gallery/", gallery), *product]
