"""The trace list without a browser: what it answers, what it costs, and whom it lets in."""

import re
import time
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aiops.core.models import Membership, Project, User
from tests.e2e.recent import store
from tests.factories import batch, llm, span
from traces.ingest.write import write
from traces.store import partitions

pytestmark = pytest.mark.django_db
LIST = "/p/harbour/traces/"


@pytest.fixture(autouse=True)
def _fresh_partitions() -> Iterator[None]:
    """Partitions made by a test are rolled back with it."""
    partitions.forget()
    yield
    partitions.forget()


@pytest.fixture
def project() -> Project:
    return Project.objects.create(name="Harbour Goods", slug="harbour", time_zone="Asia/Kolkata")


@pytest.fixture
def viewer(client: Client, project: Project) -> Client:
    user = User.objects.create_user("viewer@example.org")
    Membership.objects.create(project=project, user=user)
    client.force_login(user)
    return client


def statements(client: Client, url: str, **headers: str) -> int:
    """How many statements the second request takes: the first one may still remember the visit."""
    client.get(url, headers=headers)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url, headers=headers).status_code == 200
    return len([each for each in captured if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.parametrize(
    ("path", "ceiling"),
    [("", 8), ("?workflow=support-answer&sort=-cost", 9), ("summary/", 7), ("summary/?compare=previous", 9),
     ("facets/model/", 6)],
)  # fmt: skip
def test_a_page_takes_few_statements_however_many_traces_there_are(
    viewer: Client, project: Project, path: str, ceiling: int
) -> None:
    store(project, 30)
    few = statements(viewer, LIST + path)
    store(project, 30, name="more")
    assert statements(viewer, LIST + path) == few <= ceiling


def test_the_live_table_leaves_the_frame_out(viewer: Client, project: Project) -> None:
    store(project, 3)
    answer = viewer.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert '<nav class="nav"' not in answer
    assert 'id="asof" hx-swap-oob="true"' in answer
    assert answer.count('scope="row"') == 4  # three traces and their sum


def test_nobody_else_sees_that_the_project_exists(client: Client, project: Project) -> None:
    client.force_login(User.objects.create_user("stranger@example.org"))
    for path in ("", "summary/", "facets/model/"):
        assert client.get(LIST + path).status_code == 404
    assert client.post(LIST + "first-key/").status_code == 404


def test_a_viewer_makes_no_key(viewer: Client, project: Project) -> None:
    assert viewer.post(LIST + "first-key/").status_code == 403
    assert project.api_keys.count() == 0


def test_coming_back_to_the_address_of_the_first_key_makes_no_key(viewer: Client, project: Project) -> None:
    assert viewer.get(LIST + "first-key/").headers["Location"] == LIST
    assert project.api_keys.count() == 0


@pytest.mark.parametrize(
    "query",
    ["sort=password", "limit=1e9", "limit=0", "status=maybe", "cursor=%00", "min_duration_ms=-1", "from=2026-01-01",
     "range=7w", "kind=project__api_keys", "q=%00"],
)  # fmt: skip
def test_what_does_not_exist_is_refused_by_name(viewer: Client, project: Project, query: str) -> None:
    store(project, 1)
    answer = viewer.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_ok_finds_what_did_not_fail_whether_the_sender_said_so_or_not(viewer: Client, project: Project) -> None:
    for status in ("ok", "error", "unset"):
        store(project, 1, status=status, name=f"it is {status}")
    page = viewer.get(f"{LIST}?status=ok%2Cunset").content.decode()
    assert ("it is ok" in page, "it is unset" in page, "it is error" in page) == (True, True, False)
    sums = viewer.get(f"{LIST}summary/?status=ok%2Cunset")
    assert sums.context["totals"].traces == 2


def test_clearing_the_filters_keeps_time_comparison_and_order(viewer: Client, project: Project) -> None:
    store(project, 1)
    query = "from=2026-01-01&to=2026-01-02&compare=year&sort=-cost&model=m&status=error&q=x&tag.team=a&cursor="
    page = viewer.get(f"{LIST}?{query}").content.decode()
    assert f'href="{LIST}?from=2026-01-01&amp;to=2026-01-02&amp;compare=year&amp;sort=-cost">Clear' in page


@pytest.mark.parametrize(
    ("root", "part", "word"),
    [
        ("error", "error", "Failed"),
        ("ok", "error", "Recovered"),
        ("unset", "error", "Recovered"),
        ("ok", "unset", "OK"),
        ("unset", "unset", "OK"),
    ],
)
def test_a_status_is_one_of_three_words(viewer: Client, project: Project, root: str, part: str, word: str) -> None:
    now_ns = time.time_ns()
    times = {"start_ns": now_ns - 10**9, "end_ns": now_ns}
    whole = span(status=root, **times)
    piece = llm(trace_id=whole.trace_id, parent_span_id=whole.span_id, status=part, **times)
    write(batch([whole, piece], project_id=project.pk, received_ns=now_ns))
    page = viewer.get(LIST).content.decode()
    assert [each for each in ("Failed", "Recovered", "OK") if f"</svg>{each}</span>" in page] == [word]


def test_times_are_those_of_the_projects_zone(viewer: Client, project: Project) -> None:
    [[root, _]] = store(project, 1)
    there = datetime.fromtimestamp(root.start_ns / 1e9, ZoneInfo("Asia/Kolkata"))
    assert f'datetime="{there:%Y-%m-%dT%H:%M:%S}' in viewer.get(LIST).content.decode()


def test_an_unknown_facet_suggests_nothing(viewer: Client, project: Project) -> None:
    store(project, 1)
    answer = viewer.get(f"{LIST}facets/password/")
    assert answer.status_code == 200
    assert "No such value" in answer.content.decode()


def test_statuses_are_suggested_without_asking_the_store(viewer: Client, project: Project) -> None:
    answer = viewer.get(f"{LIST}facets/status/?prefix=f").content.decode()
    assert "?status=error" in answer
    assert "Failed" in answer
    assert "?status=ok" not in answer


def test_the_menu_names_the_tags_there_are_and_their_values(viewer: Client, project: Project) -> None:
    store(project, 2, tags={"region": "eu", "acme/team": "crew 1"})
    store(project, 1, tags={"region": "us"})
    menu = viewer.get(f"{LIST}facets/tags/?range=1h").content.decode()
    assert re.findall(r"<summary>([^<]+)", menu) == ["region", "acme/team"]
    assert f'data-values="{LIST}facets/tag.acme/team/?range=1h"' in menu
    values = viewer.get(f"{LIST}facets/tag.acme/team/?range=1h").content.decode()
    assert f'href="{LIST}?range=1h&amp;tag.acme%2Fteam=crew+1"' in values
    assert "us" in viewer.get(f"{LIST}facets/tag.region/?prefix=U").content.decode()


def test_a_whole_trace_id_leads_to_its_page_whatever_the_range(viewer: Client, project: Project) -> None:
    [[root, _]] = store(project, 1)
    query = f"?q={root.trace_id.hex().upper()}&from=2020-01-01&to=2020-01-02&model=none"
    assert viewer.get(LIST + query).headers["Location"] == f"{LIST}{root.trace_id.hex()}/"
    assert viewer.get(f"{LIST}?q={'ab' * 16}").status_code == 200


def test_a_trace_of_another_project_is_led_to_by_no_search(viewer: Client, project: Project) -> None:
    [[root, _]] = store(Project.objects.create(name="Other", slug="other"), 1)
    store(project, 1)
    assert viewer.get(f"{LIST}?q={root.trace_id.hex()}").status_code == 200


def test_sums_of_the_newest_traces_alone_say_so_and_are_compared_with_nothing(
    viewer: Client, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(project, 30)
    monkeypatch.setattr("traces.store.reader_sums.COUNTED", 10)
    answer = viewer.get(f"{LIST}summary/?min_duration_ms=1&compare=previous").content.decode()
    assert "the newest 10 traces are added up" in answer
    assert "<dd>10</dd>" in answer  # nothing beside it
