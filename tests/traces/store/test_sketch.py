"""A sketch never hides a trace that has what is asked for, and seldom shows one that has not."""

import importlib
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from traces.store import sketch
from traces.types import KINDS

TEXTS = st.lists(st.text(min_size=1, max_size=20), max_size=6)
ROWS = st.fixed_dictionaries(
    {
        "kinds": st.lists(st.sampled_from(KINDS)),
        "providers": TEXTS,
        "models": TEXTS,
        "tags": st.none() | st.dictionaries(st.text(), st.text(), max_size=5),
        "user_id": st.none() | st.text(),
        "session": st.none() | st.text(),
    }
)


def may_have(row: dict[str, int], asked: dict[str, int]) -> bool:
    return all(row[name] & asked[name] == asked[name] for name in asked)


@given(ROWS, st.data())
def test_what_a_trace_has_is_never_denied(row: dict[str, Any], data: st.DataObject) -> None:
    asked: dict[str, Any] = {}
    for name in ("kinds", "providers", "models"):
        asked[name] = data.draw(st.lists(st.sampled_from(row[name]))) if row[name] else []
    asked["tags"] = dict(data.draw(st.lists(st.sampled_from(sorted(row["tags"].items()))))) if row["tags"] else None
    for name in ("user_id", "session"):
        asked[name] = data.draw(st.sampled_from([None, row[name]]))
    assert may_have(sketch.of_row(row), sketch.of_row(asked))


@given(ROWS, ROWS)
def test_what_either_has_both_together_have(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = sketch.of_row(one), sketch.of_row(other)
    joined = {name: first[name] | second[name] for name in first}
    assert may_have(joined, first)
    assert may_have(joined, second)


@given(ROWS)
def test_it_fits_a_bigint_and_of_minus_one_anything_may_be(row: dict[str, Any]) -> None:
    found = sketch.of_row(row)
    assert all(0 <= value < 2**63 for value in found.values())
    assert may_have(dict.fromkeys(found, -1), found)


def test_kinds_are_told_exactly() -> None:
    row = sketch.of_row({"kinds": ["llm", "tool"], "providers": [f"provider-{n}" for n in range(100)]})
    told = [kind for kind in KINDS if may_have(row, sketch.of_row({"kinds": [kind]}))]
    assert told == ["llm", "tool"]


def test_the_kinds_of_older_traces_were_given_the_same_bits() -> None:
    migration = importlib.import_module("traces.migrations.0013_sketches").Migration
    listed = re.findall(r"'(\w+)'", migration.operations[0].sql.split("ARRAY[", 1)[1].split("]", 1)[0])
    assert listed == list(KINDS[: len(listed)])


def test_of_a_thousand_other_models_a_trace_of_four_seems_to_have_few() -> None:
    row = sketch.of_row({"models": ["gpt-4.1", "gpt-4o-mini", "claude-sonnet-4-5", "bge-reranker-v2-m3"]})
    seeming = sum(may_have(row, sketch.of_row({"models": [f"model-{n}"]})) for n in range(1_000))
    assert seeming <= 20  # (12 / 63)^3 is 0.7 %


def test_the_bits_of_a_value_never_change_for_they_are_stored() -> None:
    asked = {"kinds": ["llm"], "providers": ["openai"], "models": ["gpt-4o"], "tags": {"region": "eu"}, "user_id": "a"}
    assert sketch.of_row(asked) == {
        "kinds_sketch": 2392537436258312,
        "models_sketch": 17432576,
        "tags_sketch": 140909305925632,
    }
