"""Failures that read alike are told as one, others are not; documents by how it went with and without them."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traces.analysis.alike import groups, templates
from traces.analysis.documents import share, uses
from traces.types import CohortRun


def run(number: int, *, failing: bool, documents: Sequence[str] = (), failure: Sequence[str] = ()) -> CohortRun:
    return CohortRun(
        number.to_bytes(16, "big"), failing, number, "w", "s", None, None, (), (), None, None, 0, 0, 1, 1,
        "tool_error" if failure else None, {}, (), documents, failure,
    )  # fmt: skip


def test_what_differs_in_one_word_is_one_group() -> None:
    found = templates(Counter({f"no stock of {name} left": 1 for name in ("bolts", "nuts", "nails")}))
    assert set(found.values()) == {"no stock of <*> left"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("connection refused", "connection refused by host"),  # another number of words
        ("order # not found", "customer # not found"),  # another first word
        ("read timed out waiting for model", "read only replica has no lock"),  # fewer than half in common
    ],
)
def test_what_only_looks_alike_stays_apart(one: str, other: str) -> None:
    assert len(set(templates(Counter((one, other))).values())) == 2


@given(st.lists(st.text("ab <", min_size=1, max_size=9), max_size=30))
def test_every_message_has_a_template_of_its_length_whatever_the_order(messages: list[str]) -> None:
    found = templates(Counter(messages))
    assert found == templates(Counter(reversed(messages)))
    assert all(found[each].count(" ") == each.count(" ") for each in messages)


def test_groups_are_parted_by_the_last_step_and_the_largest_comes_first() -> None:
    told = [("pay", f"card {word} declined") for word in ("red", "blue", "gold")] + [("ship", "card red declined")]
    runs = [run(at, failing=True, failure=each) for at, each in enumerate(told)]
    found = groups([*runs, run(8, failing=True), run(9, failing=False)])
    assert (found.failed, found.known) == (4, 2)
    assert [(each.step, each.message, each.failed) for each in found.rows] == [
        ("pay", "card <*> declined", 3), ("ship", "card red declined", 1),
    ]  # fmt: skip
    assert found.rows[0].traces[0] == (2).to_bytes(16, "big").hex()  # the newest
    assert found.rows[0].causes == ("tool_error",)


def test_a_document_that_fails_three_times_as_often_is_told() -> None:
    """Old prices: 30 of 100 fail; without it 20 of 200. Terms come with every run and cannot be told apart."""
    runs = [run(at, failing=at < 30, documents=["0.8 old-prices", "0.6 terms"]) for at in range(100)] + [
        run(100 + at, failing=at < 20, documents=["0.4 terms"]) for at in range(200)
    ]
    terms, old = uses([*runs, run(900, failing=True)]).rows
    assert (old.name, old.runs, old.failed, old.verdict) == ("old-prices", 100, 30, "worse")
    assert old.score == pytest.approx(0.8)
    assert old.without is not None
    assert (old.with_it.value, old.without.value) == (0.3, 0.1)
    assert (terms.runs, terms.without, terms.verdict) == (300, None, "few")


def test_a_document_that_chance_may_explain_is_not() -> None:
    runs = [run(at, failing=at % 10 == 0, documents=[f"0.5 {'a' if at % 2 else 'b'}"]) for at in range(60)]
    assert {each.verdict for each in uses(runs).rows} <= {"", "worse", "better"}
    assert (
        uses([run(at, failing=at % 4 == 0, documents=["0.5 a" if at < 50 else "0.5 b"]) for at in range(100)])
        .rows[0]
        .verdict
        == ""
    )


def test_good_runs_that_are_a_sample_count_for_those_they_stand_for() -> None:
    """10 failed and 90 good ones of which each stands for 10: 10 of 910, with the sample's own width."""
    found = share(10, 90, 10.0)
    assert found.value == pytest.approx(10 / 910)
    assert found.low < found.value < found.high
    wider = share(10, 900, 1.0)
    assert found.high - found.low > wider.high - wider.low


def test_no_run_told_documents() -> None:
    assert uses([run(1, failing=True)]).rows == ()
    assert groups([]).rows == ()
