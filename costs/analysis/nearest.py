"""Which model that the catalogue knows is most like one that it does not know."""

from collections.abc import Iterable
from difflib import SequenceMatcher

LIKE = 0.6


def nearest(provider: str, model: str, known: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """(provider, model) most like it, one of the same provider first; None where nothing is like it.

    >>> nearest("openai", "gpt-4.1-turbo", [("openai", "gpt-4.1"), ("openai", "o3")])
    ('openai', 'gpt-4.1')
    """
    matcher = SequenceMatcher(b=model.lower(), autojunk=False)
    best, found = (False, LIKE), None
    for each in known:
        matcher.set_seq1(each[1].lower())
        if matcher.real_quick_ratio() < LIKE or matcher.quick_ratio() < LIKE:
            continue
        score = (each[0] == provider, matcher.ratio())
        if score[1] >= LIKE and score > best:
            best, found = score, each
    return found
