"""Amounts side by side: where each bar begins and how wide it is."""

from aiops.core.figures.levels import Level, place


def bars(*levels: Level) -> list[tuple[str, str]]:
    return [(bar.x, bar.width) for bar in place(levels).bars]


def test_bars_begin_at_zero_and_the_largest_fills_the_room() -> None:
    assert bars(Level("a", 400, ""), Level("b", 100, "")) == [("0.00%", "100.00%"), ("0.00%", "25.00%")]


def test_a_loss_lies_left_of_zero() -> None:
    """From -100 to 300: zero lies a quarter in."""
    levels = [Level("a", 300, ""), Level("b", -100, "")]
    assert bars(*levels) == [("25.00%", "75.00%"), ("0.00%", "25.00%")]
    assert place(levels).zero == "25.00%"


def test_parts_follow_on_each_other_and_end_where_the_whole_does() -> None:
    """+8, then -2 from there: the whole, +6, ends where the second begins to the left of its start."""
    parts = bars(Level("a", 8, ""), Level("b", -2, "", start=8), Level("all", 6, "", whole=True))
    assert parts == [("0.00%", "100.00%"), ("75.00%", "25.00%"), ("0.00%", "75.00%")]


def test_what_is_there_is_seen_however_small_and_nothing_is_not() -> None:
    assert bars(Level("a", 1_000_000, ""), Level("b", 1, ""), Level("c", 0, ""))[1:] == [
        ("0.00%", "0.40%"),
        ("0.00%", ""),
    ]
    assert bars(Level("a", 0, "")) == [("0.00%", "")]
