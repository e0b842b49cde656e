"""What attempts to take over a model look like: `phrases.txt`, a line each of kind, weight and RE2 pattern.

Over texts that `injection.plain` has folded (case, width, invisible characters, accents, runs of blanks). A weight of
1.0 alone is enough to block. Known wordings and their near relatives only: whoever words it anew passes, which is why
untrusted text is kept apart and unsafe tools ask a person as well. Lines `@name pattern` name a piece that others use
as `{name}`.
Source of wordings: Perez & Ribeiro, "Ignore Previous Prompt" (2022); Greshake et al., "Not what you've signed up for"
(2023); the OWASP list for LLM applications, LLM01.
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

Phrase = tuple[str, str, float]  # kind, pattern, weight


def without_accents(text: str) -> str:
    """Letters without the marks on them, in every script: texts and patterns alike."""
    return "".join(each for each in unicodedata.normalize("NFD", text) if unicodedata.category(each) != "Mn")


def _read(text: str) -> Iterator[Phrase]:
    pieces: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("@"):
            name, _, pattern = line[1:].partition(" ")
            pieces[name] = pattern
            continue
        kind, weight, pattern = line.split(" ", 2)
        for name, piece in pieces.items():
            pattern = pattern.replace("{" + name + "}", piece)
        yield kind, without_accents(pattern), float(weight)


PHRASES: tuple[Phrase, ...] = tuple(_read(Path(__file__).with_name("phrases.txt").read_text("utf-8")))
