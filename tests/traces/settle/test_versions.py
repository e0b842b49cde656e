"""Prompts, models and releases of a workflow are numbered by when they were first seen, however they arrive."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import SECOND_NS, T0_NS, batch, llm
from tests.people import person
from tests.people import project as make_project
from tests.traces.settle.test_steps import call, settling
from traces import settle
from traces.ingest.write import write
from traces.settle.steps import count_once
from traces.settle.versions import label, seen
from traces.store import versions
from traces.store.times import NS_PER_HOUR, NS_PER_MINUTE


def settled(*fields: dict[str, Any], project_id: int = 1) -> None:
    """A trace of one call each, `hour` after T0."""
    for each in fields:
        start_ns = T0_NS + int(each.pop("hour") * NS_PER_HOUR)
        one = llm(start_ns=start_ns, end_ns=start_ns + SECOND_NS, **({"workflow": "refund", "model": None} | each))
        write(batch([one], project_id, received_ns=start_ns + 2 * SECOND_NS, retention_days=400))
        settle.settle_ready(project_id, start_ns + 60 * SECOND_NS)


def known(workflow: str = "refund", project_id: int = 1) -> list[tuple[str, str, int, float]]:
    """(kind, value, number, hour first seen)"""
    found = versions.of_workflow(project_id, workflow)
    return [(each.kind, each.value, each.number, (each.first_ns - T0_NS) / NS_PER_HOUR) for each in found]


@pytest.mark.django_db
def test_versions_are_numbered_by_when_they_were_first_seen() -> None:
    settled(
        {"hour": 1, "prompt_fingerprint": "b", "model": "gpt-4o", "release": "1.0"},
        {"hour": 2, "prompt_fingerprint": "a", "model": "gpt-4o", "release": "1.1"},
        {"hour": 3, "prompt_fingerprint": "b", "model": "gpt-4o", "release": "1.1"},
    )
    assert known() == [
        ("model", "gpt-4o", 1, 1), ("prompt", "b", 1, 1), ("prompt", "a", 2, 2), ("release", "1.0", 1, 1),
        ("release", "1.1", 2, 2),
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_older_span_that_comes_late_moves_the_beginning() -> None:
    settled({"hour": 5, "prompt_fingerprint": "b"}, {"hour": 6, "prompt_fingerprint": "a"})
    settled({"hour": 1, "prompt_fingerprint": "a"})
    assert known() == [("prompt", "a", 1, 1), ("prompt", "b", 2, 5)]


@pytest.mark.django_db
def test_workflows_and_projects_have_versions_of_their_own() -> None:
    settled({"hour": 1, "prompt_fingerprint": "a"}, {"hour": 2, "prompt_fingerprint": "b", "workflow": "triage"})
    settled({"hour": 3, "prompt_fingerprint": "c"}, project_id=2)
    assert [known(), known("triage"), known(project_id=2)] == [
        [("prompt", "a", 1, 1)],
        [("prompt", "b", 1, 2)],
        [("prompt", "c", 1, 3)],
    ]


@pytest.mark.django_db
def test_a_workflow_has_at_most_so_many_of_a_kind_and_those_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "MOST_VERSIONS", 2)
    settled(*({"hour": number, "prompt_fingerprint": f"p{number}"} for number in range(1, 5)))
    settled({"hour": 9, "prompt_fingerprint": "p1", "release": "1"})
    assert known() == [("prompt", "p1", 1, 1), ("prompt", "p2", 2, 2), ("release", "1", 1, 9)]
    assert versions.of_workflow(1, "refund")[0].last_ns == T0_NS + 9 * NS_PER_HOUR


@pytest.mark.django_db
def test_so_many_at_once_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "MOST_VERSIONS", 2)
    row = {"workflow": "refund", "kind": "prompt", "last_ns": T0_NS, "label": None}
    versions.note(1, [row | {"value": f"p{number}", "first_ns": T0_NS + number * NS_PER_HOUR} for number in range(5)])
    assert known() == [("prompt", "p0", 1, 0), ("prompt", "p1", 2, 1)]


@pytest.mark.django_db
def test_a_row_is_not_written_again_within_a_minute() -> None:
    settled({"hour": 1, "prompt_fingerprint": "a"})
    row = {"workflow": "refund", "kind": "prompt", "value": "a", "first_ns": T0_NS + NS_PER_HOUR, "label": None}
    versions.note(1, [row | {"last_ns": T0_NS + NS_PER_HOUR + NS_PER_MINUTE // 2}])
    assert versions.of_workflow(1, "refund")[0].last_ns == T0_NS + NS_PER_HOUR


@pytest.mark.parametrize(
    ("kind", "value", "name"),
    [
        ("prompt", "0123456789abcdef", None),
        ("prompt", "refund@7", "refund@7"),
        ("model", "gpt-4o", "gpt-4o"),
        ("release", "0123456789abcdef", "0123456789abcdef"),
    ],
)
def test_a_hash_is_no_name(kind: str, value: str, name: str | None) -> None:
    assert label(kind, value) == name


@given(st.lists(st.tuples(st.integers(0, 99), st.sampled_from("abc")), min_size=1, max_size=20))
def test_each_value_comes_once_with_its_first_and_last_start(calls: list[tuple[int, str]]) -> None:
    spans = [call(f"{n}", start_ns=at, prompt_fingerprint=text) for n, (at, text) in enumerate(calls)]
    trace = settling(*spans)
    count_once([trace])
    expected = {
        text: (min(at for at, each in calls if each == text), max(at for at, each in calls if each == text))
        for _, text in calls
    }
    assert {row["value"]: (row["first_ns"], row["last_ns"]) for row in seen([trace])} == expected


@pytest.mark.django_db
def test_pages_say_which_version_and_since_when(client: Client) -> None:
    shop = make_project("shop")
    client.force_login(person(role="viewer", of=shop))
    settled(
        {"hour": 1, "prompt_fingerprint": "0123456789abcdef"},
        {"hour": 30, "prompt_fingerprint": "refund@2", "trace_id": b"\xaa" * 16, "span_id": b"\xbb" * 8},
        project_id=shop.pk,
    )
    address = f"/p/shop/traces/{'aa' * 16}/"
    panel = client.get(f"{address}spans/{'bb' * 8}/").content.decode()
    assert "prompt v2" in panel
    assert "22 Sep, 20:13" in panel
    assert "prompt v1" not in panel
    page = client.get(address + "?span=none").content.decode()
    assert "Versions of refund: prompt v2 is the newest" in page
    assert "0123456789abcdef" in page
