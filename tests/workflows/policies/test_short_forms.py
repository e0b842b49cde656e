"""Policies as people write them: what is read, what is said again, what is refused and why."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.policies import PolicyError
from workflows.policies.batching import Batch, parse_batch
from workflows.policies.breaker import Breaker, parse_breaker
from workflows.policies.caching import Caching, parse_cache
from workflows.policies.confidence import Confidence, parse_confidence
from workflows.policies.durations import MOST_MS, parse_ms, written
from workflows.policies.failures import parse_predicate
from workflows.policies.rate import Rate, parse_rate
from workflows.policies.retry import Backoff, parse_backoff, parse_times

MINUTE, HOUR = 60_000, 3_600_000


@pytest.mark.parametrize(
    ("parse", "text", "expected"),
    [
        (parse_backoff, "exponential 0.5s..20s, full jitter", Backoff("exponential", 500, 20_000, "full")),
        (parse_backoff, "Linear 1s .. 10s, equal jitter", Backoff("linear", 1000, 10_000, "equal")),
        (parse_backoff, "constant 2s, no jitter", Backoff("constant", 2000, 2000, "no")),
        (parse_predicate, "429|5xx|timeout", ("429", "5xx", "timeout")),
        (parse_predicate, ["503", "ValueError", "503"], ("503", "ValueError")),
        (parse_cache, "1h exact, semantic 0.95", Caching(HOUR, 0.95)),
        (parse_cache, "30m exact", Caching(30 * MINUTE)),
        (parse_cache, "1d exact, semantic 0.9 by text-embed-3", Caching(24 * HOUR, 0.9, "text-embed-3")),
        (parse_breaker, "provider", Breaker()),
        (parse_breaker, "search, 3 failures in 30s, open 10s, 2 trials", Breaker("search", 3, 30_000, 10_000, 2)),
        (parse_rate, "60/m burst 10", Rate(60, "m", 10)),
        (parse_rate, "30/m", Rate(30, "m", 1)),
        (parse_rate, "5/s", Rate(5, "s", 5)),
        (parse_batch, "micro 16 within 2s", Batch("micro", 16, 2000)),
        (parse_batch, "provider within 24h", Batch("provider", 1000, 24 * HOUR)),
        (parse_confidence, 0.6, Confidence(0.6)),
        (parse_confidence, {"min": 0.6, "unknown": "pass"}, Confidence(0.6, "pass")),
        (parse_times, 3, 3),
    ],
)  # fmt: skip
def test_a_short_form_is_read(parse: Callable[[Any], Any], text: object, expected: object) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("parse", "text", "said"),
    [
        (parse_backoff, "exponential", "backoff: 'exponential' is no way to wait; write it like exponential 0.5s"),
        (parse_backoff, "exponential 20s..1s, full jitter", "20s is longer than 1s"),
        (parse_backoff, "exponential 0.5parsec..20s", "'0.5parsec' is no time; write it like 500ms, 20s"),
        (parse_predicate, "429|often", "'often' is none of 429, 5xx"),
        (parse_predicate, "budget", "budget is never tried again"),
        (parse_predicate, [], "no list of failures"),
        (parse_cache, "semantic 0.95", "no cache; write it like 1h exact, semantic 0.95"),
        (parse_cache, "1h exact, semantic 0.2", "semantic 0.2 is not between 0.5 and 1"),
        (parse_breaker, "5 failures", "no breaker; write it like provider"),
        (parse_breaker, "provider, 0 failures in 1m", "0 is less than one"),
        (parse_rate, "0/m", "no rate; write it like 60/m burst 10"),
        (parse_batch, "micro 1 within 2s", "2 to 1000 items"),
        (parse_confidence, 1.2, "no number from 0 to 1"),
        (parse_confidence, True, "no number from 0 to 1"),
        (parse_confidence, {"min": 0.5, "unknown": "maybe"}, "confidence: is a number, or"),
        (parse_times, -1, "retries: -1 is no number of retries from 0 to 20"),
        (parse_times, True, "no number of retries"),
        (parse_times, 10**9, "no number of retries"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field_with_what_to_write(
    parse: Callable[[Any], Any], text: object, said: str
) -> None:
    with pytest.raises(PolicyError) as refused:
        parse(text)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["", "20", "20 s s", "-5s", "1e9s", "0s", "0.1ms", "500d", None, 20, "²s"])
def test_no_time(text: object) -> None:
    with pytest.raises(PolicyError) as refused:
        parse_ms(text, "timeout")
    assert refused.value.field == "timeout"


@given(st.integers(1, MOST_MS))
def test_a_time_says_itself(milliseconds: int) -> None:
    assert parse_ms(written(milliseconds), "timeout") == milliseconds


TIMES = st.integers(1, MOST_MS)
BACKOFFS = st.builds(
    lambda kind, times, jitter: Backoff(kind, min(times), min(times) if kind == "constant" else max(times), jitter),
    st.sampled_from(["exponential", "linear", "constant"]),
    st.tuples(TIMES, TIMES),
    st.sampled_from(["full", "equal", "no"]),
)
BREAKERS = st.builds(
    Breaker, st.from_regex(r"[a-z][a-z0-9_.-]{0,20}", fullmatch=True), st.integers(1, 9999), TIMES, TIMES,
    st.integers(1, 99),
)  # fmt: skip
CACHES = st.builds(Caching, TIMES, st.sampled_from([0.5, 0.75, 0.95, 1.0]), st.sampled_from(["", "embed-3:small"]))
RATES = st.builds(Rate, st.integers(1, 999_999), st.sampled_from("smhd"), st.integers(1, 999_999))
BATCHES = st.builds(Batch, st.just("micro"), st.integers(2, 1000), TIMES)


@given(BACKOFFS, BREAKERS, CACHES, RATES, BATCHES)
def test_what_a_policy_says_of_itself_is_read_as_itself(
    backoff: Backoff, breaker: Breaker, cache: Caching, rate: Rate, batch: Batch
) -> None:
    read = (parse_backoff(str(backoff)), parse_breaker(str(breaker)), parse_cache(str(cache)), parse_rate(str(rate)))
    assert read == (backoff, breaker, cache, rate)
    assert parse_batch(str(batch)) == batch


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    for parse in (parse_backoff, parse_cache, parse_breaker, parse_rate, parse_batch, parse_predicate):
        try:
            parse(text)
        except PolicyError as refused:
            assert refused.field  # noqa: PT017
