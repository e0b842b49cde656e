"""Where did the time go, other than against another time: releases, prompt versions, the slowest runs, and filters."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from aiops.core.models import Membership, Project, User
from tests.factories import SECOND_NS, batch, span
from tests.traces.api.calling import Caller, caller
from traces import rollup, settle
from traces.ingest.write import write
from traces.store import partitions, reader_time

pytestmark = pytest.mark.django_db
PAGE = "/p/harbour/time/"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MS = 10**6


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shop() -> Caller:
    """Twenty days on which release 2 answers in 1,500 ms and release 1 in 1,000, all wobbling by 2 % from day to day;
    each day one run of release 1 waits: it takes 5 s."""
    partitions.forget()
    made = caller("harbour")
    spans = []
    for day in range(20):
        at = int((NOW - timedelta(days=day + 1)).timestamp()) * SECOND_NS
        for release, ms in [("1", 1000)] * 2 + [("2", 1500)] * 2 + [("1", 5000)]:
            took = round(ms * MS * (1 + 0.02 * ((day * 7919) % 5 - 2))) + day * 1000
            tags = {"region": "eu" if release == "1" else "us"}
            spans.append(
                span(
                    kind="llm", name="answer", workflow="support", release=release,
                    prompt_fingerprint=f"answer:{release}", model=f"m-{release}", input_tokens=9, output_tokens=9,
                    start_ns=at, end_ns=at + took, status="error" if ms == 5000 else "ok", tags=tags,
                )
            )  # fmt: skip
    write(batch(spans, project_id=made.project_id, received_ns=spans[0].end_ns))
    late = int(NOW.timestamp()) * SECOND_NS
    settle.settle_ready(made.project_id, late)
    rollup.recompute_ready(made.project_id, late, 0)
    return made


@pytest.fixture
def viewer(client: Client, shop: Caller) -> Client:
    user = User.objects.create_user("viewer@example.org")
    Membership.objects.create(project=Project.objects.get(pk=shop.project_id), user=user)
    client.force_login(user)
    return client


def answer(client: Client, query: str) -> str:
    page = client.get(f"{PAGE}?{query}").content.decode()
    return page.partition('<p class="sentence">')[2].partition("</p>")[0].replace("\xa0", " ")


@pytest.mark.parametrize(
    ("query", "begins"),
    [
        ("release=2&against=release:1&status=ok", "Runs in release 2 took 1.5"),
        ("against=release:1", "Runs in other releases took 1.5"),
        ("prompt=answer:2&against=prompt:answer:1", "Runs with prompt version answer:2 took 1.5"),
        ("model=m-2&against=model:m-1&status=ok", "Runs on model m-2 took 1.5"),
        ("against=model:m-1", "Runs on other models took 1.5"),
    ],
)
def test_another_release_or_prompt_of_the_same_time(viewer: Client, query: str, begins: str) -> None:
    assert answer(viewer, query).startswith(begins)


def test_a_real_difference_of_two_releases_is_named(viewer: Client) -> None:
    said = answer(viewer, "workflow=support&release=2&against=release:1&status=ok")
    assert "500 ms longer than in release 1: 500 ms is generation in answer" in said


def test_the_slowest_against_the_rest(viewer: Client) -> None:
    """Five of a hundred: those of the days that wobbled up most. The rest: 40 of 1 s, 40 of 1.5, 15 of 5 s less."""
    page = viewer.get(f"{PAGE}?against=slowest").content.decode()
    assert "The slowest 5 % of runs took 5." in page
    assert "is generation in answer of support" in page.replace("\xa0", " ")
    assert "5 runs from" in page
    assert "compared with 95 of the same time" in page


def test_the_slowest_of_more_runs_than_are_read_one_by_one(viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("traces.panels.time_sides", "traces.store.time_cohort"):
        monkeypatch.setattr(f"{module}.MOST_RUNS", 40)
    page = viewer.get(f"{PAGE}?against=slowest").content.decode()
    assert "Steps and call paths are those of the newest 40 runs." in page
    assert "compared with 95 of the same time" in page


@pytest.mark.parametrize(
    ("query", "runs"),
    [
        ("status=error", "20 runs"),
        ("tag=region%3Dus", "40 runs"),
        ("prompt=answer:1", "60 runs"),
        ("model=m-2", "40 runs"),
        ("tag=a%3Db", "0 runs"),
    ],
)
def test_runs_are_told_apart_by_what_they_say_of_themselves(viewer: Client, query: str, runs: str) -> None:
    page = viewer.get(f"{PAGE}?{query}").content.decode()
    assert f'<p class="note">{runs} from' in page


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("status=fine", "is not a status"),
        ("tag=region", "name=value"),
        ("against=fastest", "is no side to compare with"),
        ("release=1&against=release:1", "the very runs"),
    ],
)
def test_bad_parameters_are_named(viewer: Client, shop: Caller, query: str, word: str) -> None:
    page = viewer.get(f"{PAGE}?{query}")
    assert page.status_code == 400
    assert word in page.content.decode()
    refused = shop.get(f"/api/v1/analysis/time?{query}")
    assert (refused.status_code, refused.json()["error"]["field"]) == (
        400,
        query.rsplit("&", maxsplit=1)[-1].partition("=")[0],
    )


def test_the_api_compares_releases_and_its_parts_add_up(shop: Caller) -> None:
    found = shop.get("/api/v1/analysis/time?release=2&against=release:1").json()
    change = found["change"]
    assert (found["runs"], found["compared_runs"]) == (40, 60)
    assert sum(each["ms"] for each in change["by_step"]) == pytest.approx(change["mean_ms"])
    assert sum(each["ms"] for each in found["p95"]["by_kind"]) == pytest.approx(found["p95"]["ms"])
    assert "p95 of support" in found["p95"]["sentence"]


def test_steps_and_services_have_percentiles(shop: Caller, viewer: Client) -> None:
    found = shop.get("/api/v1/analysis/latency").json()
    [step], [service] = found["steps"], found["services"]
    for row in (step, service):
        assert (row["spans"], row["failed"]) == (100, 20)
        assert row["p50_ms"] == pytest.approx(1500, rel=0.19)
        assert row["p99_ms"] == pytest.approx(5200, rel=0.19)
    assert 'id="services"' in viewer.get(f"{PAGE}system/").content.decode()


def test_the_table_of_steps_has_the_slow_end_of_one_span(viewer: Client) -> None:
    """A span in five takes 4.8 to 5.2 s. Sums do not tell it of one release, so nothing is said there."""
    page = " ".join(viewer.get(f"{PAGE}?workflow=support").content.decode().replace("\xa0", " ").split())
    cell = page.partition('id="by-step"')[2].partition("</tbody>")[0].rpartition('<td class="num">')[2]
    assert float(re.findall(r">([0-9.]+) s<", cell)[0]) == pytest.approx(5.1, rel=0.01)
    assert "p95 of one" not in viewer.get(f"{PAGE}?workflow=support&release=1").content.decode()


def test_what_the_form_offers_is_what_runs_have(shop: Caller, viewer: Client) -> None:
    page = viewer.get(PAGE).content.decode()
    for value in ("release:1", "prompt:answer:2", "model:m-1", "slowest"):
        assert f'<option value="{value}">' in page
    assert reader_time.MOST_TAGS
