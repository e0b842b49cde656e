"""Mapping rules: which workflow a span belongs to that does not say it itself. Pure.

A rule is a list of conditions that all hold; the first rule whose do names the workflow. A condition is a small dict:
`{"field": "service", "test": "equals", "value": "shop"}`, field one of service, root_name, name (the name it would have
else: service and root name) or attribute.NAME, test equals or starts_with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FIELDS = ("service", "root_name", "name")
ATTRIBUTE = "attribute."
TESTS = ("equals", "starts_with")
MOST_CONDITIONS = 10
MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Condition:
    field: str
    test: str
    value: str

    def holds(self, root: "Root") -> bool:
        found = root.value(self.field)
        if found is None:
            return False
        return found == self.value if self.test == "equals" else found.startswith(self.value)

    def __str__(self) -> str:
        words = {"service": "service", "root_name": "root span", "name": "name"}
        what = words.get(self.field) or self.field.removeprefix(ATTRIBUTE)
        return f"{what} {'is' if self.test == 'equals' else 'starts with'} “{self.value}”"


@dataclass(frozen=True, slots=True)
class Rule:
    position: int
    conditions: tuple[Condition, ...]
    workflow: str

    @property
    def reason(self) -> str:
        """As it is stored with the spans that it names."""
        return f"rule {self.position}"


@dataclass(frozen=True, slots=True)
class Root:
    """What rules look at: the root span of a trace."""

    service: str
    root_name: str
    name: str
    attributes: Mapping[str, Any]
    resource: Mapping[str, Any]

    def value(self, field: str) -> str | None:
        if field.startswith(ATTRIBUTE):
            key = field.removeprefix(ATTRIBUTE)
            found = self.attributes.get(key, self.resource.get(key))
            return None if found is None else found if isinstance(found, str) else str(found)
        return {"service": self.service, "root_name": self.root_name, "name": self.name}[field]


def match(rules: Sequence[Rule], root: Root) -> Rule | None:
    """The first rule that fits."""
    return next((rule for rule in rules if all(each.holds(root) for each in rule.conditions)), None)


def conditions_from(given: Any) -> tuple[Condition, ...]:
    """Raises ValueError, which says what is wrong, for what are no conditions."""
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_CONDITIONS:
        raise ValueError(f"a rule has 1 to {MOST_CONDITIONS} conditions")
    return tuple(_condition(each) for each in given)


def _condition(given: Any) -> Condition:
    if not isinstance(given, dict) or set(given) != {"field", "test", "value"}:
        raise ValueError("a condition has field, test and value")
    field, test, value = given["field"], given["test"], given["value"]
    if not isinstance(field, str) or not (field in FIELDS or field.removeprefix(ATTRIBUTE) not in {"", field}):
        raise ValueError(f"field is one of {', '.join(FIELDS)} or attribute.NAME, not {field!r}")
    if test not in TESTS:
        raise ValueError(f"test is equals or starts_with, not {test!r}")
    if not isinstance(value, str) or not 0 < len(value) <= MOST_CHARACTERS:
        raise ValueError(f"value is a text of 1 to {MOST_CHARACTERS} characters")
    return Condition(field, test, value)
