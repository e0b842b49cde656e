"""How alike two questions are, from 0 to 1, without asking a model."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from workflows.policies.guards.grounded import negated

_WORD = re.compile(r"\w+")
MOST_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it is compared: `exact` are its numbers and identifiers, `parts` its words and letter triples."""

    text: str
    exact: Counter[str]
    denies: bool

    @classmethod
    def of(cls, text: str) -> "Words":
        text = text[:MOST_CHARACTERS].casefold()
        return cls(text, _exact(text), negated(text))

    def like(self, other: "Words") -> float:
        """Cosine over words and letter triples. 0 where what must not differ does: numbers and identifiers (order 7 is
        not order 8), and whether something is denied.

        It finds the same question typed a little differently; the same question in other words it does not.
        """
        if self.text == other.text:
            return 1.0
        if self.exact != other.exact or self.denies != other.denies:
            return 0.0
        return _counted_cosine(_parts(self.text), _parts(other.text))


def _exact(text: str) -> Counter[str]:
    return Counter(each.strip(".,;:!?()[]\"'") for each in text.split() if any(map(str.isdigit, each)))


@lru_cache(maxsize=2048)
def _parts(text: str) -> Mapping[str, int]:
    found = _WORD.findall(text)
    parts = Counter(f"{each}_" for each in found)
    for each in found:
        framed = f" {each} "
        parts.update(framed[start : start + 3] for start in range(len(framed) - 2))
    return parts


def _counted_cosine(left: Mapping[str, int], right: Mapping[str, int]) -> float:
    norm = math.sqrt(sum(n * n for n in left.values())) * math.sqrt(sum(n * n for n in right.values()))
    shared = sum(count * right.get(part, 0) for part, count in left.items())
    return min(1.0, shared / norm) if norm else 0.0
