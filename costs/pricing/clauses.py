"""Which model names a price is for, as data: {"equals": "gpt-4.1"}, {"or": [...]}.

The kinds are the catalogue's. People's own expressions are of the kind "re2", whose time grows with the text alone.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

import re2  # type: ignore[import-untyped]

Clause = Mapping[str, Any]  # one key: a kind of KINDS
RE2_BYTES = 1 << 20


@cache
def _pattern(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


@lru_cache(1_000)
def own_pattern(regex: str) -> Any:
    """A person's expression, compiled; upper and lower case are one. Raises ValueError, saying what is wrong."""
    options = re2.Options()
    options.case_sensitive, options.log_errors, options.max_mem = False, False, RE2_BYTES
    try:
        return re2.compile(regex, options)
    except re2.error as error:
        reason = error.args[0] if error.args else "not an expression"
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None


KINDS: Mapping[str, Callable[[str, Any], bool]] = {
    "equals": lambda text, wanted: text == wanted.lower(),
    "starts_with": lambda text, wanted: text.startswith(wanted.lower()),
    "ends_with": lambda text, wanted: text.endswith(wanted.lower()),
    "contains": lambda text, wanted: wanted.lower() in text,
    "regex": lambda text, wanted: _pattern(wanted).search(text) is not None,
    "re2": lambda text, wanted: own_pattern(wanted).search(text) is not None,
    "or": lambda text, clauses: any(matches(each, text) for each in clauses),
    "and": lambda text, clauses: all(matches(each, text) for each in clauses),
}


def matches(clause: Clause, text: str) -> bool:
    """Whether `text` (compared in lower case) satisfies the clause. An unknown kind of clause matches nothing."""
    [(kind, operand)] = clause.items()
    return kind in KINDS and KINDS[kind](text.lower(), operand)
