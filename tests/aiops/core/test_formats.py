"""How figures are written. Non-breaking spaces are shown as plain ones here."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiops.core import formats

BERLIN = ZoneInfo("Europe/Berlin")
S = 1_000_000_000


def plain(text: str) -> str:
    return text.replace(formats.NBSP, " ")


@pytest.mark.parametrize(
    ("nanousd", "places", "text"),
    [
        (None, 4, "Without a price"),
        (0, 4, "$0"),
        (11_000_000, 4, "$0.0110"),
        (7_744_000, 6, "$0.007744"),
        (50_000, 4, "$0.0001"),  # half of the last decimal rounds up
        (49_999, 4, "<$0.0001"),
        (1, 4, "<$0.0001"),
        (-8 * S, 4, "−$8.0000"),
        (1_234_567_890_123, 0, "$1,235"),
        (-1, 4, "above −$0.0001"),
    ],
)
def test_money_has_a_fixed_number_of_decimals_and_names_what_is_unknown(
    nanousd: int | None, places: int, text: str
) -> None:
    assert formats.money(nanousd, places) == text


@pytest.mark.parametrize(
    ("nanousd", "text"),
    [(1_741_400_000_000, "$1,741"), (99_499_999_999, "$99.50"), (14_460_000_000, "$14.46"), (2_500_000, "$0.0025")],
)
def test_an_answer_gives_dollars_and_cents_only_where_they_say_something(nanousd: int, text: str) -> None:
    assert formats.dollars(nanousd) == text


@pytest.mark.parametrize(
    ("nanousd", "text"), [(13_987_654, "$0.013987654"), (11_000_000, "$0.011"), (5 * S, "$5"), (-1, "−$0.000000001")]
)
def test_the_exact_amount_has_every_digit_we_have(nanousd: int, text: str) -> None:
    assert formats.exact_money(nanousd) == text


@given(st.integers(-(10**15), 10**15), st.integers(0, 9))
def test_rounded_money_is_never_further_off_than_half_its_last_decimal(nanousd: int, places: int) -> None:
    text = formats.money(nanousd, places)
    if "<" in text or "above" in text:
        assert abs(nanousd) * 2 < S // 10**places
        return
    shown = text.replace("$", "").replace(",", "").replace(formats.MINUS, "-")
    whole, _, decimals = shown.partition(".")
    value = int(whole + decimals.ljust(9, "0"))
    assert abs(value - nanousd) * 2 <= S // 10**places


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (None, ""),
        (0, "0 ms"),
        (850, "850 ns"),
        (85_400, "85.4 µs"),
        (412_000_000, "412 ms"),
        (999_499_999, "999 ms"),
        (999_500_000, "1.00 s"),
        (9_840_000_000, "9.84 s"),
        (59_994_999_999, "59.99 s"),
        (59_995_000_000, "1 min 00 s"),
        (130 * S, "2 min 10 s"),
        (3_900 * S, "1 h 05 min"),
        (360_000 * S, "4 d 4 h"),
        (-2 * S, "−2.00 s"),
    ],
)
def test_a_duration_has_the_figures_a_reader_compares(ns: int | None, text: str) -> None:
    assert plain(formats.duration(ns)) == text


@pytest.mark.parametrize(
    ("n", "text"),
    [(None, ""), (4_693, "4,693"), (99_999, "99,999"), (100_000, "100 k"), (999_499, "999 k"), (999_500, "1 M"),
     (4_690_000, "4.69 M"), (12_345_678_901, "12.3 G"), (-250_000, "−250 k")],
)  # fmt: skip
def test_large_counts_are_cut_to_three_figures(n: int | None, text: str) -> None:
    assert plain(formats.compact(n)) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(466, 1140, "41 %"), (22, 798, "2.8 %"), (0, 5, "0 %"), (5, 5, "100 %"), (1, 0, ""), (1, 10_000, "<0.1 %"),
     (9_999, 10_000, ">99 %"), (8, 100, "8 %")],
)  # fmt: skip
def test_a_share_that_is_not_all_never_shows_as_a_hundred_per_cent(part: int, whole: int, text: str) -> None:
    assert plain(formats.percent(part, whole)) == text


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (131, 100, "+31 %"),
        (96, 100, "−4 %"),
        (100, 100, "0 %"),
        (48, 1, "×48"),
        (5, 0, ""),
        (5, None, ""),
        (None, 5, ""),
    ],
)
def test_a_change_has_its_sign_and_says_times_where_per_cents_mean_nothing(
    now: int | None, before: int | None, text: str
) -> None:
    assert plain(formats.change(now, before)) == text


def test_an_instant_keeps_its_microseconds_in_the_zone() -> None:
    at = formats.moment(1_790_000_000_123_456_789, BERLIN)
    assert at == datetime(2026, 9, 21, 16, 13, 20, 123456, tzinfo=BERLIN)


@given(st.integers(0, 4_000_000_000_000_000))
def test_an_instant_there_and_back_is_the_same_microsecond(us: int) -> None:
    assert formats.nanoseconds(formats.moment(us * 1000, BERLIN)) == us * 1000


@pytest.mark.parametrize(
    ("start", "hours", "text"),
    [
        (datetime(2026, 11, 22, tzinfo=BERLIN), 24, "22 Nov"),
        (datetime(2026, 11, 22, tzinfo=BERLIN), 48, "22 Nov – 23 Nov"),
        (datetime(2026, 11, 22, 14, tzinfo=BERLIN), 0.5, "22 Nov, 14:00 – 14:30"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=BERLIN), 1.5, "22 Nov, 23:30 – 23 Nov, 01:00"),
    ],
)
def test_a_range_of_times_is_named_once(start: datetime, hours: float, text: str) -> None:
    assert formats.time_range(start, start + timedelta(hours=hours)) == text


def test_a_time_in_the_url_has_an_offset_only_where_the_clock_shows_it_twice() -> None:
    once = datetime(2026, 11, 22, 14, tzinfo=BERLIN)
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)
    assert formats.for_url(once) == "2026-11-22T14:00"
    assert formats.for_url(twice) == "2026-10-25T02:30+01:00"


@pytest.mark.parametrize(
    ("nanousd", "written"),
    [(None, "Without a price"), (0, "$0"), (32_000_000, "$0.0320"), (3_200_000, "$0.003200"), (2_500_000_000, "$2.50")],
)
def test_small_dollars_keep_what_cents_would_hide(nanousd: int | None, written: str) -> None:
    assert formats.small_dollars(nanousd) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [("$0.003500", "$0.0035"), ("$0.0320", "$0.032"), ("$8.00", "$8.00"), ("$0", "$0"), ("100 ms", "100 ms")],
)
def test_an_amount_on_an_axis_has_no_zeros_that_tell_nothing(amount: str, written: str) -> None:
    assert formats.without_zeros(amount) == written
