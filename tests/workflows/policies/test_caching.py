from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.policies.caching import NotKeyableError, exact_key
from workflows.policies.similarity import Words

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=10,
)


@dataclass(frozen=True)
class Question:
    text: str
    customer: int = 1


@dataclass(frozen=True)
class Order:
    text: str
    customer: int = 1


def key(arguments: Any, *scope: str) -> bytes:
    return exact_key(scope or ("support", "answer"), arguments)


@given(JSON)
def test_equal_arguments_have_one_key(value: Any) -> None:
    assert key({"a": value, "b": 1}) == key({"b": 1, "a": value})


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, True), (1, 1.0), ("1", 1), (None, "null"), ([], {}), ([1, 2], [2, 1]), ({"a": 1}, {"a": 2}),
        ({"1": "x"}, {1: "x"}), (Question("a"), Question("b")), (Question("a"), Order("a")), ("a", "A"),
        (["a", "b"], ["a,b"]),
    ],
)  # fmt: skip
def test_different_questions_have_different_keys(left: Any, right: Any) -> None:
    assert key(left) != key(right)


def test_the_scope_is_part_of_the_key() -> None:
    assert len({key("x", "a", "b"), key("x", "ab"), key("x", "b", "a")}) == 3


@pytest.mark.parametrize("make", [object, lambda: {1, 2}, lambda: b"x", lambda: len])
def test_what_cannot_be_told_by_value_has_no_key(make: Callable[[], Any]) -> None:
    with pytest.raises(NotKeyableError):
        key(make())


def test_nesting_without_end_has_no_key() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(NotKeyableError):
        key(endless)


def lexical(left: str, right: str) -> float:
    return Words.of(left).like(Words.of(right))


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("How do I return my shoes?", "how do i return my shoes", True),
        ("How do I return my shoes?", "How do I return my shoe?", True),
        ("Where is order 17?", "Where is order 18?", False),
        ("Can I return it?", "Can I not return it?", False),
        ("How do I return my shoes?", "What are your opening hours?", False),
        ("I want a refund", "Give me my money back", False),  # other words: it is not found, and docs say so
    ],
)
def test_likeness_by_words(left: str, right: str, alike: bool) -> None:
    assert (lexical(left, right) >= 0.85) is alike


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_symmetric_and_a_share(left: str, right: str) -> None:
    assert lexical(left, right) == pytest.approx(lexical(right, left))
    assert 0 <= lexical(left, right) <= 1
    assert lexical(left, left) == 1
