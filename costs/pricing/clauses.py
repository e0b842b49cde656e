"""Which model names a price is for, as data: {"equals": "gpt-4.1"}, {"or": [...]}. The kinds are the catalogue's."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

Clause = Mapping[str, Any]  # one key: a kind of KINDS


@cache
def _pattern(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


KINDS: Mapping[str, Callable[[str, Any], bool]] = {
    "equals": lambda text, wanted: text == wanted.lower(),
    "starts_with": lambda text, wanted: text.startswith(wanted.lower()),
    "ends_with": lambda text, wanted: text.endswith(wanted.lower()),
    "contains": lambda text, wanted: wanted.lower() in text,
    "regex": lambda text, wanted: _pattern(wanted).search(text) is not None,
    "or": lambda text, clauses: any(matches(each, text) for each in clauses),
    "and": lambda text, clauses: all(matches(each, text) for each in clauses),
}


def matches(clause: Clause, text: str) -> bool:
    """Whether `text` (compared in lower case) satisfies the clause. An unknown kind of clause matches nothing."""
    [(kind, operand)] = clause.items()
    return kind in KINDS and KINDS[kind](text.lower(), operand)
