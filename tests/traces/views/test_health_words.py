"""What counters are called on the Ingest health page."""

import re
from pathlib import Path

import pytest

from traces.otlp.json_values import ID_CODES
from traces.views.health_words import CHANGED, NOTICED, REFUSED, STORED, TAKEN_OUT, WORDS, groups, words


def test_codes_stand_under_their_headings_the_largest_first() -> None:
    found = groups({"accepted": 90, "rejected.too_old": 2, "rejected.malformed": 5, "redacted.jwt": 1})
    assert [(group.title, group.n) for group in found] == [(STORED, 90), (REFUSED, 7), (TAKEN_OUT, 1)]
    assert [line.n for line in found[1].lines] == [5, 2]


@pytest.mark.parametrize(
    ("code", "group", "title"),
    [
        ("redacted.openai_key", TAKEN_OUT, "OpenAI key"),
        ("redacted.jwt", TAKEN_OUT, "JWT"),
        ("rejected.never_heard_of", REFUSED, "Never heard of"),
        ("warning.bad_tokens:input", NOTICED, "Token count that is no number: input"),
        ("something_new", CHANGED, "Something new"),
        ("warning.truncated", CHANGED, "Texts and lists cut short"),
    ],
)
def test_a_code_without_an_entry_speaks_for_itself(code: str, group: str, title: str) -> None:
    assert words(code)[:2] == (group, title)


def test_every_refusal_says_what_to_do() -> None:
    assert [code for code, (group, _, advice) in WORDS.items() if group == REFUSED and not advice] == []


def test_every_reason_the_door_refuses_with_has_words() -> None:
    """A code that the decoder or the store uses and nobody explained fails here."""
    source = "".join(
        path.read_text() for folder in ("otlp", "ingest", "store") for path in Path("traces", folder).glob("*.py")
    )
    used = re.findall(r'(?:RefusedError|Rejection)\([^()]*?, "([a-z_]+)"(?:, \w+)?\)', source)
    assert used
    assert {f"rejected.{code}" for code in (*used, *ID_CODES.values())} <= WORDS.keys()
