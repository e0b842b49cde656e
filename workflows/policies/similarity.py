"""How alike two questions are, from 0 to 1, without asking a model."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from workflows.policies.guards.grounded import negated

_WORD = re.compile(r"\w+")
_EXACT = re.compile(r"\S*\d\S*")
MOST_CHARACTERS = 8_000


def cosine(left: Sequence[float], right: Sequence[float]) -> float:
    """Of two embeddings; 0 where one has no direction or their lengths differ."""
    if len(left) != len(right):
        return 0.0
    norm = math.sqrt(sum(each * each for each in left)) * math.sqrt(sum(each * each for each in right))
    return sum(a * b for a, b in zip(left, right, strict=True)) / norm if norm else 0.0


def lexical(left: str, right: str) -> float:
    """Cosine over words and letter triples. 0 where what must not differ does: numbers and identifiers (order 7 is not
    order 8), and whether something is denied.

    It finds the same question typed a little differently; the same question in other words it does not.
    """
    left, right = left[:MOST_CHARACTERS].casefold(), right[:MOST_CHARACTERS].casefold()
    if left == right:
        return 1.0
    if _exact(left) != _exact(right) or negated(left) != negated(right):
        return 0.0
    return _counted_cosine(_parts(left), _parts(right))


def _exact(text: str) -> Counter[str]:
    return Counter(each.strip(".,;:!?()[]\"'") for each in _EXACT.findall(text))


def _parts(text: str) -> Counter[str]:
    found = _WORD.findall(text)
    parts = Counter(f"{each}_" for each in found)
    for each in found:
        framed = f" {each} "
        parts.update(framed[start : start + 3] for start in range(len(framed) - 2))
    return parts


def _counted_cosine(left: Counter[str], right: Counter[str]) -> float:
    norm = math.sqrt(sum(n * n for n in left.values())) * math.sqrt(sum(n * n for n in right.values()))
    shared = sum(count * right[part] for part, count in left.items())
    return min(1.0, shared / norm) if norm else 0.0
