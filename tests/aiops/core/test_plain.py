import pytest

from aiops.core import plain


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("change_usd", "1234.567800001", "$1,235"),
        ("usd", "0.0045", "$0.0045"),
        ("usd", None, "not known"),
        ("runs", 12345, "12,345"),
        ("mean_ms", 12345.678, "12,346"),
        ("mean_ms", 1.23456, "1.235"),
        ("roi", {"value": 2.5, "low": None, "high": 3.25}, "2.5 (? to 3.25)"),
        ("net_usd", {"value": "5", "low": "4", "high": "6"}, "$5.00 ($4.00 to $6.00)"),
        ("roi", {"value": None, "low": None, "high": None}, "not known"),
        ("settled", True, "yes"),
    ],
)
def test_one_value(name: str, value: object, text: str) -> None:
    assert plain.cell(name, value) == text


def test_the_sentence_comes_first_then_figures_then_tables() -> None:
    answer = {
        "runs": 3,
        "change": {"mean_ms": 1.5, "sentence": "It took longer."},
        "paths": [{"path": ["answer", "search"], "ms": n} for n in range(3)],
        "none": [],
    }
    assert plain.text(answer, rows=2).split("\n") == [
        "It took longer.",
        "",
        "runs            3",
        "change.mean_ms  1.5",
        "",
        "paths",
        "  path             ms",
        "  answer > search  0",
        "  answer > search  1",
        "  and 1 more: --rows N or --json",
    ]
