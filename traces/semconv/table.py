"""Joins the conventions' tables into one: attribute name -> which fact it gives, how much it is worth, who wrote it.

A span may carry several conventions at once. Precedence is per fact: CONVENTIONS is the order, and within one
convention the order of its own list. So a fact is read once, from one attribute, and nothing is ever added up.
"""

from functools import lru_cache
from typing import NamedTuple

from traces.semconv import genai, genai_old, openinference, openllmetry, otel, own
from traces.semconv.convention import Convention, Kinds

CONVENTIONS: tuple[Convention, ...] = (
    genai.CONVENTION,
    genai_old.CONVENTION,
    openinference.CONVENTION,
    openllmetry.CONVENTION,
    own.CONVENTION,
    otel.CONVENTION,
)
BY_NAME = {convention.name: convention for convention in CONVENTIONS}
# Who wrote the span, where its instrumentation library is unknown: the first of these with a mark (True) or with any
# attribute of its own (False). OpenLLMetry comes first because it writes GenAI names and adds its own.
AUTHORS: tuple[tuple[Convention, bool], ...] = (
    (openllmetry.CONVENTION, True),
    (genai.CONVENTION, True),
    (genai_old.CONVENTION, True),
    (openinference.CONVENTION, True),
    (genai.CONVENTION, False),
    (genai_old.CONVENTION, False),
    (openinference.CONVENTION, False),
    (openllmetry.CONVENTION, False),
    (own.CONVENTION, False),
    (otel.CONVENTION, False),
)
NOBODY = len(AUTHORS)
NAMES: tuple[str, ...] = (*(convention.name for convention, _ in AUTHORS), "")
# These share attribute names, so the author of the span, not the name of the attribute, says which rule holds.
GENAI_FAMILY = frozenset({genai.CONVENTION.name, genai_old.CONVENTION.name, openllmetry.CONVENTION.name})


class Hit(NamedTuple):
    fact: str  # "" for a mark that gives no fact
    rank: int  # the lowest wins
    author: int  # index into NAMES
    kinds: Kinds | None  # for the fact "kind": what the values mean
    convention: str


def _author(convention: Convention, attribute: str) -> int:
    marks = attribute in convention.marks
    return next(i for i, (who, by_mark) in enumerate(AUTHORS) if who is convention and (marks or not by_mark))


def _compile() -> dict[str, Hit]:
    table: dict[str, Hit] = {}
    for order, convention in enumerate(CONVENTIONS):
        for fact, names in convention.facts.items():
            for place, name in enumerate(names):
                hit = Hit(fact, order * 100 + place, _author(convention, name), None, convention.name)
                table.setdefault(name, hit)
        for place, (name, kinds) in enumerate(convention.kinds.items()):
            hit = Hit("kind", order * 100 + place, _author(convention, name), kinds, convention.name)
            table.setdefault(name, hit)
    for convention in CONVENTIONS:
        for name in convention.marks:
            table.setdefault(name, Hit("", 0, _author(convention, name), None, convention.name))
    return table


TABLE: dict[str, Hit] = _compile()
RESOURCE_TABLE: dict[str, tuple[str, int]] = {
    name: (fact, place) for fact, names in otel.RESOURCE.items() for place, name in enumerate(names)
}
FIRST_TOKEN_EVENTS = frozenset(event for convention in CONVENTIONS for event in convention.events)


@lru_cache(maxsize=1024)
def author_by_scope(scope_name: str) -> str:
    """The convention that an instrumentation library is known to write; "" for one we do not know."""
    for convention in CONVENTIONS:
        for scope in convention.scopes:
            if scope_name == scope or (scope.endswith((".", "-")) and scope_name.startswith(scope)):
                return convention.name
    return ""
