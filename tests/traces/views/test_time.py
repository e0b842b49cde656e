"""Where did the time go: what the page and the API answer, what they cost, and what they refuse."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client

from aiops.core.models import Membership, Project, User
from aiops.demo.slowness import Slowness
from tests.factories import SECOND_NS, batch, span
from tests.traces.api.calling import Caller, caller
from tests.traces.slow_seeds import LAST, store
from traces import rollup, settle
from traces.ingest.write import write
from traces.store import partitions
from traces.types.time_sums import Part
from traces.views.time import Asked

pytestmark = pytest.mark.django_db
PAGE = "/p/harbour/time/"
SEED = 0


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def shop() -> Caller:
    return caller("harbour")


@pytest.fixture
def project(shop: Caller) -> Project:
    return Project.objects.get(pk=shop.project_id)


@pytest.fixture
def viewer(client: Client, project: Project) -> Client:
    user = User.objects.create_user("viewer@example.org")
    Membership.objects.create(project=project, user=user)
    client.force_login(user)
    return client


@pytest.fixture
def slow(project: Project) -> Slowness:
    partitions.forget()
    made = Slowness(SEED, LAST, plants=True, share=0.35)
    store(project.pk, made)
    return made


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_without_runs_the_page_says_so(viewer: Client) -> None:
    assert "No run in this time." in text(viewer, PAGE)


def test_the_first_sentence_names_what_became_slow(viewer: Client, slow: Slowness) -> None:
    assert slow.plant is not None
    page = text(viewer, PAGE)
    sentence = page.partition('<p class="sentence">')[2].partition("</p>")[0]
    assert slow.plant.step in sentence
    assert f"since {slow.plant.day.day} {slow.plant.day:%b}" in sentence


def test_one_workflow_is_told_alone_and_every_step_leads_to_its_traces(viewer: Client, slow: Slowness) -> None:
    name = slow.usual[0].name
    assert f"Runs of {name} took" in text(viewer, f"{PAGE}?workflow={name}")
    page = text(viewer, f"{PAGE}traces/?workflow={name}&step=write-answer&kind=generation")
    assert "Generation in write-answer" in page
    assert "most of it" in text(viewer, f"{PAGE}?compare=none")
    assert name in text(viewer, f"{PAGE}system/")
    assert viewer.get(f"{PAGE}?from=2026-11-20T08:00&to=2026-11-20T12:30").status_code == 200


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("from=yesterday&to=2026-11-01", "is not a time"),
        ("from=2026-11-02&to=2026-11-01", "The end must lie after the start."),
        ("range=1y", "is not a range"),
        ("workflow=" + "x" * 201, "at most 200"),
        ("compare=twice", "is not a comparison"),
    ],
)
def test_bad_parameters_are_named(viewer: Client, query: str, word: str) -> None:
    answer = viewer.get(f"{PAGE}?{query}")
    assert answer.status_code == 400
    assert word in answer.content.decode()


def test_an_unknown_time_kind_is_refused(viewer: Client) -> None:
    answer = viewer.get(f"{PAGE}traces/?step=a&kind=sleep")
    assert answer.status_code == 400
    assert "is not a time kind" in answer.content.decode()


def test_the_api_answers_the_numbers_of_the_page(slow: Slowness, shop: Caller) -> None:
    found = shop.get("/api/v1/analysis/time").json()
    assert sum(each["critical_ms"] for each in found["by_kind"]) == pytest.approx(found["mean_ms"])
    assert sum(each["critical_ms"] for each in found["paths"]) == pytest.approx(found["mean_ms"])
    assert sum(each["ms"] for each in found["change"]["by_kind"]) == pytest.approx(found["change"]["mean_ms"])
    assert slow.plant is not None
    assert slow.plant.step in found["change"]["sentence"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-11-01", "to"),
        ("from=x&to=2026-11-01", "from"),
        ("compare_to=2026-11-01", "compare_from"),
        ("a=1", "a"),
    ],
)
def test_the_api_names_the_parameter_it_refuses(shop: Caller, query: str, field: str) -> None:
    answer = shop.get(f"/api/v1/analysis/time?{query}")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


NAMED, UNNAMED, OTHERS = Part("a", "s", "tool"), Part("", "s", "tool"), Part("(other)", "s", "tool")


@pytest.mark.parametrize(
    ("query", "of", "leads"),
    [
        ("", {}, "/traces/"), ("workflow=a", {}, "/traces/"), ("workflow=(none)", {}, ""), ("workflow=(other)", {}, ""),
        ("release=1", {}, ""), ("release=(none)", {}, ""), ("release=(other)", {}, ""),
        ("", {"workflow": "a"}, "/traces/"), ("", {"workflow": ""}, ""), ("", {"workflow": "(other)"}, ""),
        ("", {"part": NAMED}, "/time/traces/"), ("", {"part": UNNAMED}, "/time/traces/"), ("", {"part": OTHERS}, ""),
        ("release=1", {"part": NAMED}, "/time/traces/"), ("release=(other)", {"part": NAMED}, ""),
        ("", {"part": Part("a", "(other)", "unaccounted")}, ""),
    ],
)  # fmt: skip
def test_a_figure_leads_to_the_traces_that_were_counted_or_nowhere(
    project: Project, query: str, of: dict[str, Any], leads: str
) -> None:
    """The list of traces knows no releases, none without a workflow, and not what is added up as (other)."""
    found = Asked(QueryDict(query), project).link(**of)
    assert found.partition("?")[0].removeprefix("/p/harbour") == leads


def test_runs_without_a_workflow_are_counted_and_lead_nowhere(viewer: Client, project: Project) -> None:
    at_ns = int(datetime(2026, 11, 20, 9, tzinfo=UTC).timestamp()) * SECOND_NS
    for workflow in ("shop answer", None):
        made = span(workflow=workflow, start_ns=at_ns, end_ns=at_ns + SECOND_NS)
        write(batch([made], project_id=project.pk, received_ns=at_ns + SECOND_NS))
    settle.settle_ready(project.pk, at_ns + 3600 * SECOND_NS)
    rollup.recompute_ready(project.pk, at_ns + 3600 * SECOND_NS, 0)
    system = text(viewer, f"{PAGE}system/")
    assert '<th scope="row">None named</th>' in system
    assert "workflow=shop+answer" in system
    assert text(viewer, PAGE).count("(no workflow)") >= 1
