"""Why outputs fail, without a browser: page, comparison and API over planted causes, and what they say of bad input."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aiops.core.models import Project
from tests import people
from tests.factories import SECOND_NS, T0_NS, batch, llm, span
from traces import rollup, settle
from traces.ingest.write import write
from traces.store import scores
from traces.types import Score, Span

pytestmark = pytest.mark.django_db
PAGE = "/p/shop/failures/"
TIME = {"from": "2026-09-21", "to": "2026-09-23"}
BROKEN: dict[str, Any] = {"status": "error", "error_type": "APIError", "signs": ["http:503"]}


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def viewer(client: Client, shop: Project) -> Client:
    client.force_login(people.person("ann@example.org", of=shop))
    return client


def settled(shop: Project, spans: list[Span]) -> None:
    write(batch(spans, project_id=shop.pk))
    settle.settle_ready(shop.pk, T0_NS + 3600 * SECOND_NS)
    rollup.recompute_ready(shop.pk, T0_NS + 3600 * SECOND_NS, 0)


def planted() -> list[Span]:
    """100 runs of release r1, of which 4 fail, and 100 of r2, of which 40 fail; each of another user."""
    return [
        llm(release="r2" if n >= 100 else "r1", user=f"u{n}", start_ns=T0_NS + n, tags={"region": "eu"}, **failing)
        for n in range(200)
        for failing in [BROKEN if n < 4 or 100 <= n < 140 else {}]
    ]


def ask(viewer: Client, part: str = "", **query: str) -> str:
    answer = viewer.get(f"{PAGE}{part}?{urlencode(TIME | query)}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_how_many_failed_and_of_what(viewer: Client, shop: Project) -> None:
    settled(shop, planted())
    page = ask(viewer)
    assert "44 of 200 runs failed (22\N{NO-BREAK SPACE}%)" in page
    assert "A service broke" in page
    assert "finding=provider_5xx&amp;from=2026-09-21" in page


def test_the_comparison_names_what_separates_them_and_opens_its_traces(viewer: Client, shop: Project) -> None:
    settled(shop, planted())
    part = ask(viewer, "separates/")
    assert "36 more than expected have release r2" in part  # 40 - 100 * 4 / 100
    assert part.count("/p/shop/traces/aaaa") >= 3


def test_the_page_takes_few_statements(viewer: Client, shop: Project) -> None:
    settled(shop, planted())
    ask(viewer)
    for part, most in (("", 12), ("separates/", 14)):
        with CaptureQueriesContext(connection) as captured:
            ask(viewer, part)
        assert len([each for each in captured if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= most


def api(shop: Project, **query: str) -> Any:
    key = people.key(shop, "read").text
    return Client(headers={"Authorization": f"Bearer {key}"}).get("/api/v1/analysis/failures", TIME | query)


def test_the_api_has_the_same_numbers(shop: Project) -> None:
    settled(shop, planted())
    found = api(shop).json()
    assert (found["failures"], found["successes"], found["kept"]) == (44, 156, 1)
    [item] = found["items"]
    assert item["where"] == [{"dimension": "release", "value": "r2"}]
    assert (item["failures"], item["successes"], item["excess_failures"]) == (40, 60, 36.0)
    assert item["low"] < 36 < item["high"]
    assert len(item["traces"]) == 20
    assert found["findings"] == [{"code": "provider_5xx", "count": 44, "causes": 44}]
    assert found["sentence"].startswith("44 of 200 runs failed")


def test_one_user_holding_all_failures_is_no_cause(shop: Project) -> None:
    settled(
        shop,
        [llm(user="u0" if n < 30 else f"u{n}", start_ns=T0_NS + n, **(BROKEN if n < 20 else {})) for n in range(200)],
    )
    found = api(shop).json()
    assert (found["items"], found["one_holds"]) == ([], 1.0)


@pytest.mark.parametrize(
    ("failing", "good", "says"),
    [
        (0, 9, "None of them failed, so there is nothing to explain."),
        (9, 0, "All of them failed: there is no good run to compare with."),
        (1, 2, "at least 5 failures"),
        (0, 0, "No trace came in this time."),
    ],
)
def test_what_is_missing_is_said_plainly(viewer: Client, shop: Project, failing: int, good: int, says: str) -> None:
    spans = [llm(start_ns=T0_NS + n, **(BROKEN if n < failing else {})) for n in range(failing + good)]
    if spans:
        settled(shop, spans)
    assert says in ask(viewer, "separates/")
    assert says in api(shop).json()["sentence"]


def test_success_may_be_a_score(shop: Project) -> None:
    spans = [llm(start_ns=T0_NS + n, release="r2" if n % 2 else "r1") for n in range(60)]
    settled(shop, spans)
    told = [
        Score(span.trace_id, "s", None, "quality", "0.2" if n % 2 and n % 3 else "0.9", None, "model", "", T0_NS)  # type: ignore[arg-type]
        for n, span in enumerate(spans)
    ]
    scores.store(shop.pk, told)
    found = api(shop, success="score:quality>=0.5").json()
    assert (found["failures"], found["successes"]) == (20, 40)
    assert found["items"][0]["where"] == [{"dimension": "release", "value": "r2"}]
    assert "No run of this time has a score called nothing" in api(shop, success="score:nothing>=1").json()["sentence"]


def test_slow_runs_are_compared_by_the_same_code(shop: Project) -> None:
    spans = [
        llm(start_ns=T0_NS + n, end_ns=T0_NS + n + (9 if n < 12 else 1) * SECOND_NS, release="r2" if n < 14 else "r1")
        for n in range(120)
    ]
    settled(shop, spans)
    found = api(shop, success="fast").json()
    assert (found["failures"], found["items"][0]["where"]) == (12, [{"dimension": "release", "value": "r2"}])


def test_nobody_has_an_outcome_yet(shop: Project) -> None:
    settled(shop, [llm()])
    assert "No run of this time has an outcome yet." in api(shop, success="outcome").json()["sentence"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"success": "luck"}, "success"),
        ({"success": "score:x>=y"}, "success"),
        ({"success": "score:x>=nan"}, "success"),
        ({"from": "never"}, "from"),
        ({"to": ""}, "to"),
        ({"from": "2026-09-24"}, "to"),
        ({"from": "2020-01-01"}, "to"),
        ({"workflow": "x" * 201}, "workflow"),
        ({"nonsense": "1"}, "nonsense"),
    ],
)
def test_bad_input_is_refused_by_name(shop: Project, query: dict[str, str], field: str) -> None:
    answer = api(shop, **query)
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_a_page_with_a_wrong_url_says_what_is_wrong(viewer: Client) -> None:
    answer = viewer.get(PAGE, {"success": "luck", "range": "soon"})
    assert answer.status_code == 400
    assert "score:NAME&gt;=x" in answer.content.decode()


def earlier() -> list[Span]:
    """Two days before: 50 runs, of which 5 fail, one of them slow."""
    start_ns = T0_NS - 2 * 86_400 * SECOND_NS
    return [
        llm(start_ns=start_ns + n, end_ns=start_ns + (9 if n == 7 else 1) * SECOND_NS, **(BROKEN if n < 5 else {}))
        for n in range(50)
    ]


def test_the_time_before_stands_beside_it(viewer: Client, shop: Project) -> None:
    settled(shop, [*planted(), *earlier()])
    page = ask(viewer)
    assert "44 of 200 runs failed" in page
    assert "In the 2 days before, 5 of 50 runs failed (10\N{NO-BREAK SPACE}%)." in page
    assert ">22\N{NO-BREAK SPACE}%</td>" in page
    assert ">10\N{NO-BREAK SPACE}%</td>" in page
    assert "In the 2 days before" not in ask(viewer, compare="none")
    assert "There was no run to look at on" in ask(viewer, compare_from="2026-08-01", compare_to="2026-08-03")


def test_what_was_slow_before_is_told_by_what_is_slow_now(viewer: Client, shop: Project) -> None:
    """Else a tenth would be slow in any time."""
    now = [llm(start_ns=T0_NS + n, end_ns=T0_NS + (5 if n < 40 else 1) * SECOND_NS) for n in range(100)]
    settled(shop, [*now, *earlier()])
    page = ask(viewer, success="fast")
    assert "In the 2 days before, 1 of 50 runs were slow" in page


def test_hours_are_those_of_the_project_in_the_api_too(shop: Project) -> None:
    """It fails at 14:13 UTC, which is 23:13 in Tokyo, and not two hours before."""
    Project.objects.filter(pk=shop.pk).update(time_zone="Asia/Tokyo")
    hours = [(T0_NS + n - (2 * 3600 * SECOND_NS if n % 2 else 0), {} if n % 2 else BROKEN) for n in range(120)]
    settled(shop, [llm(start_ns=at, end_ns=at + 9, user=f"u{n}", **of) for n, (at, of) in enumerate(hours)])
    found = api(shop, **{"from": "2026-09-20", "to": "2026-09-24"}).json()
    told = [each["where"] for each in found["items"]] + [item["travels_with"] for item in found["items"]]
    assert "23:00" in str(told)


def told(number: int, *, fails: bool, document: str) -> list[Span]:
    """A run of a search and a call of a tool, which fails in words of its own."""
    broken: dict[str, Any] = {"status": "error", "error_type": "E"} if fails else {}
    words = {"signs": [f"message:no stock of {'bolts' if number % 2 else 'nuts'}"]} if fails else {}
    searched = ["documents:1", f"document:0.{5 + number % 3} {document}", "document:0.1 terms"]
    parts: list[dict[str, Any]] = [
        {"kind": "workflow", **broken},
        {"kind": "retriever", "signs": searched},
        {"kind": "tool", "name": "reserve", **broken, **words},
    ]
    start, root = T0_NS + number * SECOND_NS, (number * 8).to_bytes(8, "big")
    same: dict[str, Any] = {"trace_id": number.to_bytes(16, "big"), "workflow": "shop", "user": f"u{number}"}
    return [
        span(
            span_id=(number * 8 + at).to_bytes(8, "big"), parent_span_id=root if at else None, start_ns=start + at,
            end_ns=start + at + 9, **same, **each,
        )
        for at, each in enumerate(parts)
    ]  # fmt: skip


def test_failures_that_read_alike_and_the_document_they_share_are_told(viewer: Client, shop: Project) -> None:
    """Runs with the old list fail in 20 of 25, others in 2 of 25."""
    runs = [told(n, fails=n < 20 or n in {30, 31}, document="old-list" if n < 25 else "new-list") for n in range(1, 51)]
    settled(shop, [each for run in runs for each in run])
    page = " ".join(ask(viewer, "separates/").split())
    assert "no stock of &lt;*&gt;" in page
    assert "reserve</th>" in page
    assert "fails more with it" in page.partition("old-list")[2].partition("new-list")[0]
    key = people.key(shop, "read").text
    answer = viewer.get("/api/v1/analysis/failures", TIME, headers={"authorization": f"Bearer {key}"}).json()
    [group] = answer["alike"]
    assert (group["step"], group["message"], group["failures"], group["causes"]) == (
        "reserve", "no stock of <*>", 21, ["tool_error"],
    )  # fmt: skip
    names = {each["name"]: (each["runs"], each["failures"], each["verdict"]) for each in answer["documents"]}
    assert names == {"terms": (50, 21, "few"), "old-list": (24, 19, "worse"), "new-list": (26, 2, "better")}
