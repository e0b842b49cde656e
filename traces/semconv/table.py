"""Joins the conventions' tables into one: attribute name -> which fact it gives, how much it is worth, who wrote it.

A span may carry several conventions at once. Precedence is per fact: CONVENTIONS is the order, and within one
convention the order of its own list. So a fact is read once, from one attribute, and nothing is ever added up.
"""

from collections.abc import Iterator
from functools import lru_cache

from traces.semconv import (
    coding_agents,
    genai,
    genai_old,
    google_adk,
    langfuse,
    langsmith,
    litellm,
    mlflow,
    openinference,
    openllmetry,
    otel,
    own,
    pydantic_ai,
    vercel,
    vercel_legacy,
)
from traces.semconv.convention import TAG, Convention, Hit, Kinds, Unpack

CONVENTIONS: tuple[Convention, ...] = (
    langfuse.CONVENTION,
    langsmith.CONVENTION,
    genai.CONVENTION,
    genai_old.CONVENTION,
    openinference.CONVENTION,
    openllmetry.CONVENTION,
    pydantic_ai.CONVENTION,
    google_adk.CONVENTION,
    google_adk.BEFORE_2_3,
    mlflow.CONVENTION,
    litellm.CONVENTION,
    vercel.CONVENTION,
    vercel_legacy.SIX,
    vercel_legacy.CONVENTION,
    coding_agents.CLAUDE_CODE,
    coding_agents.GEMINI_CLI,
    coding_agents.CODEX,
    own.CONVENTION,
    otel.CONVENTION,
)
BY_NAME = {convention.name: convention for convention in CONVENTIONS}
# Who wrote the span, where its instrumentation library is unknown: the first of these with a mark, else the first of
# GENERAL and CONVENTIONS with any attribute of its own. Those that write GenAI names and add some come before GenAI.
BY_MARK: tuple[Convention, ...] = (
    langfuse.CONVENTION,
    langsmith.CONVENTION,
    litellm.CONVENTION,
    vercel.CONVENTION,
    vercel_legacy.SIX,
    vercel_legacy.CONVENTION,
    openllmetry.CONVENTION,
    pydantic_ai.CONVENTION,
    google_adk.CONVENTION,
    mlflow.CONVENTION,
    genai.CONVENTION,
    genai_old.CONVENTION,
    openinference.CONVENTION,
)
GENERAL = (genai.CONVENTION, genai_old.CONVENTION)
AUTHORS = (
    *((convention, True) for convention in BY_MARK),
    *((convention, False) for convention in (*GENERAL, *CONVENTIONS)),
)
NOBODY = len(AUTHORS)
NAMES: tuple[str, ...] = (*(convention.name for convention, _ in AUTHORS), "")
# These share attribute names, so the author of the span, not the name of the attribute, says which rule holds.
GENAI_FAMILY = frozenset(convention.name for convention in CONVENTIONS if convention.genai_names)
PACKED_RANK = 50  # within a convention, a fact with an attribute of its own wins


def _author(convention: Convention, attribute: str) -> int:
    marks = attribute in convention.marks
    return next(i for i, (who, by_mark) in enumerate(AUTHORS) if who is convention and (marks or not by_mark))


def _compile() -> dict[str, Hit]:
    table: dict[str, Hit] = {}
    for order, convention in enumerate(CONVENTIONS):
        for name, fact, place, kinds, unpack in _rows(convention):
            hit = Hit(fact, order * 100 + place, _author(convention, name), kinds, unpack, convention.name)
            table.setdefault(name, hit)
    for convention in CONVENTIONS:
        for name in convention.marks:
            table.setdefault(name, Hit("", 0, _author(convention, name), None, None, convention.name))
    return table


def _rows(convention: Convention) -> Iterator[tuple[str, str, int, Kinds | None, Unpack | None]]:
    """(attribute, fact, place in the order of precedence, kinds, unpack) of all attributes that give facts."""
    for fact, names in convention.facts.items():
        yield from ((name, fact, place, None, None) for place, name in enumerate(names))
    for place, (name, kinds) in enumerate(convention.kinds.items()):
        yield name, "kind", place, kinds, None
    for place, (name, unpack) in enumerate(convention.unpack.items()):
        yield name, "", PACKED_RANK + place, None, unpack


TABLE: dict[str, Hit] = _compile()
RESOURCE_TABLE: dict[str, tuple[str, int]] = {
    name: (fact, place) for fact, names in otel.RESOURCE.items() for place, name in enumerate(names)
}
# Every tag that some attribute fills in each project, and those attributes.
DEFAULT_TAGS: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (fact.removeprefix(TAG), tuple(sorted(name for name, hit in TABLE.items() if hit.fact == fact)))
    for fact in sorted({hit.fact for hit in TABLE.values() if hit.fact.startswith(TAG)})
)
FIRST_TOKEN_EVENTS = frozenset(event for convention in CONVENTIONS for event in convention.events)


@lru_cache(maxsize=1024)
def author_by_scope(scope_name: str) -> str:
    """The convention that an instrumentation library is known to write; "" for one we do not know."""
    for convention in CONVENTIONS:
        for scope in convention.scopes:
            if scope_name == scope or (scope.endswith((".", "-")) and scope_name.startswith(scope)):
                return convention.name
    return ""
