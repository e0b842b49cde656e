"""How well passages fit a question, from 0 to 1, by the words they share. Pure; says the same each time.

`score` is the share of the question's words that a passage has, rare words counting more; `answers` is how alike the
question is to a passage's own heading where that is a question: 1 for one and the same.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflows.policies.guards.grounded import words
from workflows.policies.guards.injection import score as suspicion

SUSPECT = 0.8  # as no_injection() has it


@dataclass(frozen=True)
class Passage:
    """What a source says."""

    id: int
    source: str
    version: int
    document: str
    heading: str
    text: str
    score: float = 0.0
    answers: float = 0.0


def ranked(question: str, found: Sequence[Passage], most: int) -> list[Passage]:
    """The best ones, best first."""
    asked = words(question)
    have = [words(f"{each.heading} {each.text}") for each in found]
    seen = Counter(word for each in have for word in each & asked)
    weight = {word: 1 + math.log((1 + len(found)) / (1 + seen[word])) for word in asked}
    total = sum(weight.values()) or 1.0
    scored = [
        replace(each, score=round(sum(weight[word] for word in own & asked) / total, 4), answers=_alike(asked, each))
        for each, own in zip(found, have, strict=True)
    ]
    return sorted(scored, key=lambda each: (-each.answers, -each.score, each.id))[:most]


def _alike(asked: set[str], passage: Passage) -> float:
    """Words in common over words in all, of question and heading."""
    last = passage.heading.rpartition(" > ")[2]
    if not last.endswith("?"):
        return 0.0
    own = words(last)
    return round(len(asked & own) / (len(asked | own) or 1), 4)


def suspect(passage: Passage) -> bool:
    """Whether it tries to give a model orders: such a passage is set aside and shown to people."""
    return suspicion(f"{passage.heading}\n{passage.text}")[0] >= SUSPECT
