from typing import Any

import pytest

from tests.factories import SECOND_NS, T0_NS, batch, llm, span, trace, trace_id
from traces import settle
from traces.ingest.write import write
from traces.store import cursor, filters, partitions, reader, reader_lists
from traces.types import SORTS, Span, TraceFilter

pytestmark = pytest.mark.django_db
DAY_NS = 86_400 * SECOND_NS


@pytest.fixture(autouse=True)
def _fresh_partitions() -> None:
    partitions.forget()


def filtered(**overrides: Any) -> TraceFilter:
    fields: dict[str, Any] = {"from_ns": T0_NS - DAY_NS, "to_ns": T0_NS + DAY_NS}
    return TraceFilter(**(fields | overrides))


def store(*spans: Span, project_id: int = 1) -> None:
    write(batch(list(spans), project_id=project_id))


def names(project_id: int = 1, **overrides: Any) -> list[str]:
    return [row.name for row in reader.list_traces(project_id, filtered(**overrides)).rows]


def at(seconds: int) -> dict[str, int]:
    return {"start_ns": T0_NS + seconds * SECOND_NS, "end_ns": T0_NS + (seconds + 1) * SECOND_NS}


def test_the_newest_trace_comes_first() -> None:
    store(span(name="old", **at(0)), span(name="new", **at(9)), span(name="middle", **at(5)))
    assert names() == ["new", "middle", "old"]


def test_a_row_says_what_the_trace_was() -> None:
    spans = trace(12, session="s1", user="u1", release="v7", tags={"region": "eu"})
    store(*spans)
    [row] = reader.list_traces(1, filtered()).rows
    assert (row.trace_id, row.span_count, row.call_count) == (spans[0].trace_id, 12, 6)
    assert (row.input_tokens, row.output_tokens, row.cost_nanousd) == (600, 120, 60_000_000)
    assert (row.models, row.providers, row.tags) == (("gpt-4o",), ("openai",), {"region": "eu"})
    assert (row.session, row.user, row.release, row.service) == ("s1", "u1", "v7", "shop")
    assert (row.start_ns, row.duration_ns, row.settled, row.has_root) == (T0_NS, SECOND_NS, False, True)


def test_times_are_half_open() -> None:
    store(span(name="at start", start_ns=T0_NS), span(name="at end", start_ns=T0_NS + SECOND_NS))
    assert names(from_ns=T0_NS, to_ns=T0_NS + SECOND_NS) == ["at start"]


# How the traces of a filter are come by: see reader_lists.
WAYS: dict[str, dict[str, int]] = {
    "looked up": {},
    "sifted": {"FEW": -1},
    "looked up after all": {"FEW": -1, "FIRST": -50, "CANDIDATES": 0},
    "each one tested": {"FEW": -1, "MANY": -1, "FIRST": -50, "CANDIDATES": 0},
}


def go(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WAYS[way].items():
        monkeypatch.setattr(reader_lists, name, value)


MATCHES = [
    ({"workflow": "billing"}, {"workflow": "billing"}),
    ({"status": "error"}, {"status": "error"}),
    ({"kind": "tool"}, {"kind": "tool"}),
    ({"model": "o3"}, {"model": "o3"}),
    ({"provider": "anthropic"}, {"provider": "anthropic"}),
    ({"user": "ann@example.org"}, {"user": "ann@example.org"}),
    ({"session": "s-1"}, {"session": "s-1"}),
    ({"min_duration_ms": 5000}, {"end_ns": T0_NS + 5 * SECOND_NS}),
    ({"tags": (("region", "eu"), ("tier", "gold"))}, {"tags": {"region": "eu", "tier": "gold", "x": "y"}}),
]


@pytest.mark.parametrize(("asked", "made"), MATCHES, ids=lambda each: next(iter(each)))
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("sort", ["-start", "cost"])
def test_each_filter_finds_what_has_the_value_and_nothing_else(
    asked: dict[str, Any], made: dict[str, Any], way: str, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(way, monkeypatch)
    store(span(name="has it", **made), span(name="has not", tags={"region": "us"}))
    assert names(**asked, sort=sort) == ["has it"]
    settle.settle_ready(1, T0_NS + DAY_NS)
    assert names(**asked, sort=sort) == ["has it"]


def test_filters_together_mean_all_of_them() -> None:
    both = {"model": "o3", "status": "error", "tags": {"region": "eu"}, "kind": "llm"}
    store(span(name="both", **both), span(name="one", **(both | {"status": "ok"})))
    assert names(model="o3", status="error", kind="llm", tags=(("region", "eu"),), workflow="shop answer") == ["both"]


def test_a_value_longer_than_its_index_entry_is_compared_whole() -> None:
    store(span(name="a", user="u" * 220 + "a"), span(name="b", user="u" * 220 + "b"))
    assert names(user="u" * 220 + "b") == ["b"]


@pytest.mark.parametrize("name", ["user", "session", "workflow", "model", "provider"])
def test_a_value_that_the_store_cuts_is_found_by_the_whole_of_it(name: str) -> None:
    store(span(name="long", **{name: "é" * 1000}), span(name="other"))
    overrides: dict[str, Any] = {name: "é" * 1000}
    assert names(**overrides) == ["long"]


def test_an_open_trace_is_found_by_its_filters_at_once() -> None:
    store(llm(name="open", model="o3"))
    [row] = reader.list_traces(1, filtered(model="o3")).rows
    assert not row.settled


def test_another_project_with_the_same_ids_is_never_seen() -> None:
    theirs = span(name="theirs", trace_id=trace_id(7), user="ann", workflow="theirs", session="s")
    ours = span(name="ours", trace_id=trace_id(7), span_id=theirs.span_id, user="ann")
    store(theirs, project_id=2)
    store(ours, project_id=1)
    assert names() == ["ours"]
    assert names(user="ann") == ["ours"]
    assert names(q=trace_id(7).hex()) == ["ours"]
    assert names(q="s") == []
    assert names(workflow="theirs") == []
    assert reader.totals(1, filtered()).traces == 1
    assert reader.facet_values(1, T0_NS, T0_NS + SECOND_NS, "workflow") == [("shop answer", 1)]
    assert sum(bar.traces for bar in reader.histogram(1, filtered(), 10)) == 1


@pytest.mark.parametrize("sort", SORTS)
def test_pages_of_every_sort_join_to_the_whole_list_without_a_gap_or_a_double(sort: str) -> None:
    spans = [
        llm(
            name=f"t{number}",
            start_ns=T0_NS + number % 3,  # ties within a microsecond
            end_ns=T0_NS + number % 4 * SECOND_NS + SECOND_NS,
            cost_nanousd=None if number % 5 == 0 else number % 2 * 1000,
            price_id=None,
            input_tokens=number % 3,
        )
        for number in range(11)
    ]
    store(*spans)
    seen: list[bytes] = []
    asked = filtered(sort=sort, limit=3)
    while True:
        page = reader.list_traces(1, asked)
        seen += [row.trace_id for row in page.rows]
        if page.next is None:
            break
        asked = filtered(sort=sort, limit=3, cursor=page.next)
    assert len(seen) == 11
    assert seen == [row.trace_id for row in reader.list_traces(1, filtered(sort=sort, limit=50)).rows]


SORTED = [
    ("start", ["a", "b", "c"]),
    ("-start", ["c", "b", "a"]),
    ("duration", ["b", "c", "a"]),
    ("-duration", ["a", "c", "b"]),
    ("cost", ["c", "a", "b"]),  # c has no price: cheaper than any
    ("-cost", ["b", "a", "c"]),
    ("tokens", ["c", "b", "a"]),
    ("-tokens", ["a", "b", "c"]),
]


@pytest.mark.parametrize(("sort", "expected"), SORTED)
def test_traces_stand_in_the_order_of_the_sort(sort: str, expected: list[str]) -> None:
    second = SECOND_NS
    store(
        llm(name="a", start_ns=T0_NS, end_ns=T0_NS + 9 * second, cost_nanousd=5, input_tokens=9),
        llm(name="b", start_ns=T0_NS + second, end_ns=T0_NS + 2 * second, cost_nanousd=8, input_tokens=5),
        llm(
            name="c", start_ns=T0_NS + 2 * second, end_ns=T0_NS + 6 * second, cost_nanousd=None,
            price_id=None, cost_source=None, input_tokens=1,
        ),
    )  # fmt: skip
    assert names(sort=sort) == expected


def test_a_full_last_page_has_no_next() -> None:
    store(span(), span())
    assert reader.list_traces(1, filtered(limit=2)).next is None


def test_a_cursor_of_another_sort_is_refused() -> None:
    text = cursor.Cursor("-start", 1, bytes(16)).text()
    with pytest.raises(cursor.BadCursorError):
        reader.list_traces(1, filtered(sort="cost", cursor=text))


def search(name: str, words: str) -> None:
    """Settling fills the search column; here it is filled by hand."""
    from django.db import connection

    with connection.cursor() as found:
        found.execute("UPDATE trace SET search = %s WHERE project_id = 1 AND name = %s", [words, name])


FOUND = [
    ("refu", ["a"]),
    ("REFUND", ["a"]),
    ("money refund", ["a"]),
    ("mon ord", ["a", "b"]),
    ("money nothing", []),
    ("und", []),  # not a beginning
    ("%", []),
    ("_efund", []),
    ("'; DROP TABLE trace; --", []),
    ("it's", ["b"]),
    ("back\\slash", ["b"]),
    ("(a+)+$", ["b"]),
    ("a & b | !c <-> d:*", []),
    ("ann", ["a"]),  # exactly a user
    ("an", []),
    ("sess-1", ["b"]),
]


@pytest.mark.parametrize(("q", "expected"), FOUND)
@pytest.mark.parametrize("way", WAYS)
def test_search_finds_beginnings_of_words_and_whole_users_and_sessions(
    q: str, expected: list[str], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(way, monkeypatch)
    store(span(name="a", user="ann"), span(name="b", session="sess-1"))
    search("a", "refund the money order")
    search("b", "monday order it's back\\slash (a+)+$")
    assert sorted(names(q=q)) == expected


def test_a_whole_trace_id_finds_its_trace_in_any_case() -> None:
    wanted = span(name="wanted")
    store(wanted, span())
    assert names(q=f" {wanted.trace_id.hex().upper()} ") == ["wanted"]


@pytest.mark.parametrize("sort", ["-start", "-cost"])
def test_a_whole_trace_id_finds_its_trace_at_any_time_but_not_against_another_filter(sort: str) -> None:
    wanted = span(name="wanted", model="o3")
    store(wanted, span())
    asked: dict[str, Any] = {"q": wanted.trace_id.hex(), "from_ns": 0, "to_ns": DAY_NS, "sort": sort}
    assert names(**asked) == ["wanted"]
    assert names(**asked, model="o3") == ["wanted"]
    assert names(**asked, model="gpt-4o") == []


@pytest.mark.parametrize(("digits", "found"), [(6, ["wanted"]), (31, ["wanted"]), (5, [])])
@pytest.mark.parametrize("way", WAYS)
def test_the_beginning_of_a_trace_id_finds_it_from_six_digits_on(
    digits: int, found: list[str], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(way, monkeypatch)
    wanted = bytes.fromhex("c0ffee" + "01" * 13)
    store(span(name="wanted", trace_id=wanted), span(trace_id=bytes.fromhex("c0ffed" + "ff" * 13)))
    assert names(q=wanted.hex()[:digits].upper()) == found
    assert names(q=wanted.hex()[:digits], to_ns=T0_NS) == []  # in the period alone


@pytest.mark.parametrize("q", ["cust", "CUST", "customer-7", "sess"])
def test_users_and_sessions_are_found_by_their_beginnings_once_settled(q: str) -> None:
    store(span(name="hers", user="Customer-77", session="Session 9"), span(name="other"))
    settle.settle_ready(1, T0_NS + DAY_NS)
    assert names(q=q) == ["hers"]


COMMON = [{"model": "o3"}, {"tags": (("region", "eu"),)}, {"q": "chat"}, {"model": "o3", "q": "chat"}]


@pytest.mark.parametrize("asked", COMMON, ids=str)
@pytest.mark.parametrize("candidates", [0, 7, 5_000])
@pytest.mark.parametrize("sort", ["-cost", "start"])
def test_a_common_value_is_listed_in_any_order_the_same_however_it_is_found(
    asked: dict[str, Any], candidates: int, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(*(llm(model="o3", tags={"region": "eu"}, cost_nanousd=number) for number in range(9)))
    store(*(llm(model="o4", tags={"region": "us"}, cost_nanousd=number) for number in range(3)))
    settle.settle_ready(1, T0_NS + DAY_NS)
    expected = [row.trace_id for row in reader.list_traces(1, filtered(sort=sort, **asked)).rows]
    assert len(expected) in {9, 12}
    monkeypatch.setattr(reader_lists, "FEW", -1)
    monkeypatch.setattr(reader_lists, "FIRST", -4)
    monkeypatch.setattr(reader_lists, "CANDIDATES", candidates)
    first = reader.list_traces(1, filtered(sort=sort, limit=4, **asked))
    second = reader.list_traces(1, filtered(sort=sort, limit=20, cursor=first.next, **asked))
    assert [row.trace_id for row in (*first.rows, *second.rows)] == expected


def test_totals_count_every_trace_and_not_the_page_alone() -> None:
    store(
        llm(**at(0), cost_nanousd=1_000),
        llm(start_ns=T0_NS, end_ns=T0_NS + 9 * SECOND_NS, cost_nanousd=2_000, status="error"),
        llm(**at(2), cost_nanousd=None, price_id=None, cost_source=None),
    )
    totals = reader.totals(1, filtered(limit=1))
    assert (totals.traces, totals.failed, totals.unpriced_calls, totals.cost_nanousd) == (3, 1, 1, 3_000)
    assert (totals.input_tokens, totals.output_tokens) == (300, 60)
    assert (totals.p50_ns, totals.p95_ns) == (SECOND_NS, 9 * SECOND_NS)


def test_totals_of_nothing_have_no_cost_and_no_percentiles() -> None:
    totals = reader.totals(1, filtered())
    assert (totals.traces, totals.cost_nanousd, totals.p50_ns, totals.input_tokens) == (0, None, None, 0)


def test_bars_cover_the_period_and_count_failures() -> None:
    store(span(**at(0)), span(**at(1), status="error"), span(**at(9)))
    bars = reader.histogram(1, filtered(from_ns=T0_NS, to_ns=T0_NS + 10 * SECOND_NS), 5)
    assert [(bar.traces, bar.failed) for bar in bars] == [(2, 1), (0, 0), (0, 0), (0, 0), (1, 0)]
    assert (bars[0].start_ns, bars[-1].end_ns) == (T0_NS, T0_NS + 10 * SECOND_NS)


def test_values_to_filter_by_come_with_their_counts_most_frequent_first() -> None:
    store(llm(model="gpt-4o"), llm(model="gpt-4o"), llm(model="GPT-mini"), llm(model="o3"), span(user="ann"))
    values = reader.facet_values(1, T0_NS, T0_NS + DAY_NS, "model", "gp", 10)
    assert values == [("gpt-4o", 2), ("GPT-mini", 1)]
    assert reader.facet_values(1, T0_NS, T0_NS + DAY_NS, "user") == [("ann", 1)]


def test_an_unknown_facet_is_refused() -> None:
    with pytest.raises(ValueError, match="is none of"):
        reader.facet_values(1, 0, 1, "password")


def test_every_condition_is_asked_for_by_a_fixed_name() -> None:
    hostile = filtered(workflow="'; DROP TABLE trace; --", user="%s", q="{direction}")
    conditions = filters.where(1, hostile)
    for text in (conditions.cover, conditions.test, *conditions.found_by(conditions.ways[0])):
        assert "DROP" not in text
        assert "direction" not in text
