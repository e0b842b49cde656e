"""Which model names a price is for, as data: {"equals": "gpt-4.1"}, {"or": [...]}; kinds as in the genai-prices catalogue."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

Clause = Mapping[str, Any]  # one key: equals, starts_with, ends_with, contains, regex, or, and


@cache
def _pattern(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def matches(clause: Clause, text: str) -> bool:
    """Whether `text` (compared in lower case) satisfies the clause. An unknown kind of clause matches nothing."""
    [(kind, operand)] = clause.items()
    text = text.lower()
    match kind:
        case "equals":
            return text == operand.lower()
        case "starts_with":
            return text.startswith(operand.lower())
        case "ends_with":
            return text.endswith(operand.lower())
        case "contains":
            return operand.lower() in text
        case "regex":
            return _pattern(operand).search(text) is not None
        case "or":
            return any(matches(each, text) for each in operand)
        case "and":
            return all(matches(each, text) for each in operand)
    return False
