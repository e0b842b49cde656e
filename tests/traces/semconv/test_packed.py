"""Attributes that hold several facts: what is read, and what is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traces.semconv.spans import PATIENT
from traces.semconv.convention import FACTS, TAG
from traces.semconv.fields import SHAPES, usage_facts
from traces.semconv.packed import MAX_LENGTH, json_map, nanoseconds, python_map

plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10)


@PATIENT
@given(st.dictionaries(st.text().filter(lambda key: "None" not in key), values))
def test_what_python_writes_of_a_dict_is_read_back(value: dict[str, Any]) -> None:
    assert python_map(repr(value)) == value


@PATIENT
@given(st.text() | st.binary() | values)
def test_nonsense_is_a_value_error_and_nothing_else(value: Any) -> None:
    for read in (json_map, python_map):
        try:
            assert isinstance(read(value), dict)
        except ValueError:
            continue


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "{'a': open('/etc/hosts')}",
        "Usage(prompt_tokens=1)",
        "[" * 15_000,
        "{'a':" * 3_000,
        "-" * 15_000 + "1",
        "{'a': 1" + " " * MAX_LENGTH + "}",
        "{'a': 1}\0",
        "[1]",
    ],
    ids=lambda text: text[:30],
)
def test_what_is_no_plain_dict_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any says no
        python_map(text)


def test_not_a_number_refuses_its_field_and_not_the_rest() -> None:
    found = json_map('{"input": NaN, "output": 3}')
    assert (found["input"] != found["input"], found["output"]) == (True, 3)


@pytest.mark.parametrize("value", ["2026-01-01T00:00:00", "soon", "", None, 1.5, {}])
def test_a_time_without_a_zone_is_none(value: Any) -> None:
    assert nanoseconds(value) is None


def test_every_shape_gives_facts_that_exist_and_has_signs_of_its_own() -> None:
    facts = {fact for shape in SHAPES for fact, _ in shape.facts}
    assert facts <= {name for name in FACTS if not name.startswith(TAG)}
    signs = [sign for shape in SHAPES[:-1] for sign in shape.signs]
    assert len(signs) == len(set(signs))


USAGES = [
    # (as sent, shape, (input, output, cache read, cache write, for an hour, reasoning))
    (
        {
            "prompt_tokens": 2006,
            "completion_tokens": 300,
            "prompt_tokens_details": {"cached_tokens": 1920},
            "completion_tokens_details": {"reasoning_tokens": 120},
        },
        "openai",
        (2006, 300, 1920, None, None, 120),
    ),
    (
        {"input_tokens": 50, "output_tokens": 30, "input_tokens_details": {"cached_tokens": 20}},
        "openai",
        (50, 30, 20, None, None, None),
    ),
    (
        {
            "input_tokens": 7,
            "output_tokens": 50,
            "cache_read_input_tokens": 10_000,
            "cache_creation_input_tokens": 400,
            "cache_creation": {"ephemeral_5m_input_tokens": 300, "ephemeral_1h_input_tokens": 100},
        },
        "anthropic",
        (7, 50, 10_000, 400, 100, None),
    ),
    (
        {"promptTokenCount": 100, "candidatesTokenCount": 10, "thoughtsTokenCount": 90, "cachedContentTokenCount": 40},
        "google",
        (100, 10, 40, None, None, 90),
    ),
    (
        {"inputTokens": 12, "outputTokens": 40, "cacheReadInputTokens": 1000, "cacheWriteInputTokens": 0},
        "bedrock",
        (12, 40, 1000, 0, None, None),
    ),
    (
        {"input": 86, "output": 180, "input_cache_read": 1920, "output_reasoning": 120, "total": 2306},
        "langfuse",
        (86, 180, 1920, None, None, 120),
    ),
    (
        {"input_tokens": 90, "output_tokens": 5, "input_token_details": {"cache_read": 80, "cache_creation": 3}},
        "langchain",
        (90, 5, 80, 3, None, None),
    ),
    ({"input_tokens": 9, "output_tokens": 5, "image_input_tokens": 7}, "plain", (9, 5, None, None, None, None)),
    ({"my_input": 9, "total_tokens": 10}, None, (None,) * 6),
]  # fmt: skip


@pytest.mark.parametrize(("usage", "shape", "counts"), USAGES, ids=[str(case[1]) for case in USAGES])
def test_a_usage_is_read_by_the_fields_of_its_api(
    usage: dict[str, Any], shape: str | None, counts: tuple[int | None, ...]
) -> None:
    told = usage_facts(usage)
    names = ("input", "output", "cache_read", "cache_write", "cache_write_1h", "reasoning")
    assert told.get("usage_fields") == shape
    assert tuple(told.get(f"{name}_tokens") for name in names) == counts
