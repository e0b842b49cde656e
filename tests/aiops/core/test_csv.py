import csv as standard
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiops.core import csv

HARMFUL = [
    '=HYPERLINK("http://evil","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",  # noqa: RUF001
    "＋1",  # noqa: RUF001
    "－1",  # noqa: RUF001
    "＠SUM(1)",  # noqa: RUF001
    "  =1+1",
    "\u3000=1+1",
    "|calc",
    "%0A=1",
    "\0=1+1",
]


def read(text: str) -> list[list[str]]:
    return list(standard.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("text", HARMFUL)
def test_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str) -> None:
    [_, [found]] = read("".join(csv.lines(["name"], [[text]])))
    assert found == "'" + text.replace("\0", "")


@pytest.mark.parametrize("text", ["plain", "a=b", "gpt-4o", "ann@example.org", "1+1", "'quoted", 'say "hi", you'])
def test_other_text_is_left_as_it_is(text: str) -> None:
    [_, [found]] = read("".join(csv.lines(["name"], [[text]])))
    assert found == text


def test_numbers_stay_numbers() -> None:
    values: list[csv.Cell] = [-5, -0.25, Decimal("-0.000000001"), True, None, datetime(2026, 11, 22, tzinfo=UTC)]
    [line] = list(csv.lines(["a"], [values]))[1:]
    assert line == "-5,-0.25,-1E-9,true,,2026-11-22T00:00:00+00:00\r\n"


@given(st.text() | st.sampled_from(HARMFUL).map(lambda text: "'" + text) | st.sampled_from(HARMFUL))
def test_what_is_written_can_be_read_back(text: str) -> None:
    assert csv.as_it_was(csv.harmless(text)) == text.replace("\0", "")


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_no_cell_of_any_table_begins_like_a_formula(rows: list[list[str]]) -> None:
    found = read("".join(csv.lines(["a", "b"], rows)))
    assert len(found) == len(rows) + 1
    assert not any(each.lstrip(" ")[:1] in csv.DANGEROUS and each.strip(" ") for row in found for each in row)
