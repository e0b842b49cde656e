"""Whether an answer rests on its sources, by words: the share of its sentences that one passage of a source carries.

Lexical, so it costs nothing and says why; it misses a paraphrase in quite other words (a false alarm) and a sentence
that turns the source's words round (a miss), except for numbers and negations, which must be the source's.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from workflows.policies.confidence import share
from workflows.policies.guards.verdict import Context, Verdict, blocked, passed, texts

SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?")
STOP = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both but by
    can could did do does doing down during each few for from further had has have having he her here hers him his how i
    if in into is it its just me more most my of off on once only or other our out over own please same she should so
    some such than thank thanks that the their them then there these they this those through to too under until up us
    very was we were what when where which while who whom why will with would you your""".split()  # noqa: SIM905
)
NEGATIONS = frozenset("no not never none cannot can't don't doesn't isn't aren't won't without nor neither".split())  # noqa: SIM905
WINDOW = 3  # sentences of a source that may carry one sentence together
MOST_SENTENCES = 200  # of an answer
MOST_PASSAGES = 3_000
CARRIED = 0.6  # of a sentence's words


def stem(word: str) -> str:
    """Plurals and simple endings off: enough for "refunds" to be "refund".

    >>> stem("policies"), stem("shipped"), stem("this")
    ('polici', 'shipp', 'thi')
    """
    for ending in ("ing", "ed", "es", "ly", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def words(text: str) -> set[str]:
    """What a text is about: stems without stop words, numbers as they stand."""
    found = (each.lower() for each in WORD.findall(text))
    return {each.rstrip(".,:") if each[0].isdigit() else stem(each) for each in found if each not in STOP}


def negated(text: str) -> bool:
    return not NEGATIONS.isdisjoint(each.lower() for each in WORD.findall(text.replace("’", "'")))


def sentences(text: str) -> list[str]:
    return [each for each in SENTENCE.split(text) if each and WORD.search(each)]


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences of a source: all their words, and of each its words and whether it denies something."""

    words: frozenset[str]
    sentences: tuple[tuple[set[str], bool], ...]

    def carries(self, said: set[str], no: bool, at_least: float) -> float:
        """1, 0, or in between the share of the words that are there; 0 where that is not more than `at_least`.

        A number that is not there carries nothing, nor does a passage of which the sentence nearest to ours denies what
        ours says, or says what ours denies.
        """
        part = len(said & self.words) / len(said)
        if part <= at_least:
            return 0.0
        if any(word[0].isdigit() and word not in self.words for word in said):
            return 0.0
        nearest = max(self.sentences, key=lambda each: len(said & each[0]))
        if nearest[1] != no:
            return 0.0
        return 1.0 if part >= CARRIED else part


def _passages(sources: Iterable[str]) -> Iterator[Passage]:
    for source in sources:
        told = [(words(each), negated(each)) for each in sentences(source)]
        for start in range(len(told)):
            part = tuple(told[start : start + WINDOW])
            yield Passage(frozenset().union(*(found for found, _ in part)), part)


def groundedness(answer: str, sources: Iterable[str]) -> float:
    """The share of the answer's words that stand in sentences which a source carries; 1 for an answer that says
    nothing, 0 without sources. What is beyond MOST_PASSAGES of the sources is not looked at."""
    passages = list(islice(_passages(sources), MOST_PASSAGES))
    total, carried = 0, 0.0
    for sentence in sentences(answer)[:MOST_SENTENCES]:
        said, no = words(sentence), negated(sentence)
        total += len(said)
        carried += len(said) * _best(said, no, passages)
    return round(carried / total, 4) if total else 1.0


def _best(said: set[str], no: bool, passages: Iterable[Passage]) -> float:
    best = 0.0
    for passage in passages if said else ():
        best = max(best, passage.carries(said, no, best))
        if best == 1.0:
            break
    return best


@dataclass(frozen=True, slots=True)
class Grounded:
    """`sources` names the argument of the step that holds them; empty: what the context says, else all arguments."""

    minimum: float
    sources: str = ""
    name = "grounded"

    def check(self, value: Any, context: Context) -> Verdict:
        found = groundedness("\n".join(_prose(value)), self._sources(context))
        if found < self.minimum:
            return blocked(self.name, f"{found:.0%} of the answer rests on its sources", value, found)
        return passed(self.name, value, found)

    def _sources(self, context: Context) -> list[str]:
        if self.sources:
            return list(texts(context.arguments.get(self.sources)))
        return list(context.sources) or list(texts(list(context.arguments.values())))

    def as_json(self) -> dict[str, Any]:
        return {"guard": self.name, "min": self.minimum} | ({"sources": self.sources} if self.sources else {})


def _prose(value: Any) -> Iterator[str]:
    """The values of an answer, not the names of its fields."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _prose(inner)
    elif isinstance(value, str):
        yield value
    else:
        yield from texts(value)


def grounded(min: float = 0.7, sources: str = "") -> Grounded:  # noqa: A002 - as one reads it: grounded(min=0.7)
    return Grounded(share(min, "grounded"), sources)
