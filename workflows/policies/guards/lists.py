"""Words that must not occur, answers that alone are allowed, and lengths."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2  # type: ignore[import-untyped]

from workflows.policies.errors import PolicyError
from workflows.policies.guards.injection import plain
from workflows.policies.guards.verdict import Context, Verdict, blocked, passed, texts

MOST_TERMS = 1000


def _terms(given: tuple[str, ...], field: str) -> tuple[str, ...]:
    if not given or len(given) > MOST_TERMS or not all(isinstance(each, str) and each.strip() for each in given):
        raise PolicyError(field, f"needs 1 to {MOST_TERMS} words")
    return given


@lru_cache(maxsize=256)
def _any_of(terms: tuple[str, ...]) -> Any:
    wanted = "|".join(re2.escape(plain(term)[0]) for term in terms)
    return re2.compile(rf"(?:^|[^\pL\pN_])({wanted})(?:$|[^\pL\pN_])")


@dataclass(frozen=True, slots=True)
class Denied:
    """Whole words or phrases, whatever their case."""

    terms: tuple[str, ...]
    name = "denied"

    def check(self, value: Any, context: Context) -> Verdict:  # noqa: ARG002
        pattern = _any_of(self.terms)
        for text in texts(value):
            if (found := pattern.search(plain(text)[0])) is not None:
                return blocked(self.name, f"holds {found.group(1)!r}", value)
        return passed(self.name, value)

    def as_json(self) -> dict[str, Any]:
        return {"guard": self.name, "terms": list(self.terms)}


@dataclass(frozen=True, slots=True)
class Allowed:
    """The value, or a member of it, is one of these, whatever its case."""

    terms: tuple[str, ...]
    field: str = ""
    name = "allowed"

    def check(self, value: Any, context: Context) -> Verdict:  # noqa: ARG002
        told = value.get(self.field) if self.field and isinstance(value, dict) else value
        if isinstance(told, str) and told.strip().casefold() in {term.casefold() for term in self.terms}:
            return passed(self.name, value)
        return blocked(self.name, f"{self.field or 'it'} is none of the {len(self.terms)} allowed values", value)

    def as_json(self) -> dict[str, Any]:
        return {"guard": self.name, "terms": list(self.terms)} | ({"field": self.field} if self.field else {})


@dataclass(frozen=True, slots=True)
class Length:
    """Characters of all texts of the value together."""

    most: int
    least: int = 0
    name = "length"

    def check(self, value: Any, context: Context) -> Verdict:  # noqa: ARG002
        found = sum(len(text) for text in texts(value))
        if self.least <= found <= self.most:
            return passed(self.name, value)
        return blocked(self.name, f"has {found} characters, allowed are {self.least} to {self.most}", value)

    def as_json(self) -> dict[str, Any]:
        return {"guard": self.name, "most": self.most, "least": self.least}


def denied(*terms: str) -> Denied:
    return Denied(_terms(terms, "denied"))


def allowed(*terms: str, field: str = "") -> Allowed:
    return Allowed(_terms(terms, "allowed"), field)


def length(most: int, least: int = 0) -> Length:
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in (most, least))
    if not whole or not 0 <= least <= most or most < 1:
        raise PolicyError("length", f"{least!r} to {most!r} is no range of characters")
    return Length(most, least)
