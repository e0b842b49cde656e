"""Which model that the catalogue knows is most like one that it does not know."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import takewhile

LIKE = 0.6


def nearest(provider: str, model: str, known: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """(provider, model) most like it, one of the same provider first; None where nothing is like it.

    >>> nearest("openai", "gpt-4.1-turbo", [("openai", "gpt-4.1"), ("openai", "o3")])
    ('openai', 'gpt-4.1')
    """
    matcher = SequenceMatcher(b=model.lower(), autojunk=False)
    best: tuple[bool, float] = (False, 0.0)
    found = None
    for each in known:
        matcher.set_seq1(each[1].lower())
        if matcher.real_quick_ratio() < LIKE or matcher.quick_ratio() < LIKE:
            continue
        score = (each[0] == provider, matcher.ratio() + _same_start(each[1].lower(), model.lower()))
        if score > best:
            best, found = score, each
    return found


def _same_start(known: str, model: str) -> float:
    """Models of a family begin alike: the share that does, and more where the known name is the family's."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(known, model, strict=False)))
    return alike / len(model) + model.startswith(known) / 2
