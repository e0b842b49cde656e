"""A document cut into passages for a model: whole paragraphs where they fit, else whole sentences. Pure."""

import re
from collections.abc import Iterator

from workflows.knowledge.reading import Document

MOST = 900  # characters of a passage; about 200 tokens
MOST_CHUNKS = 20_000  # of one document
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")


def cut(document: Document) -> list[tuple[str, str]]:
    """Heading and text of each passage, in order."""
    found = [(block.heading, text) for block in document.blocks for text in _passages(block.text)]
    return found[:MOST_CHUNKS]


def _passages(text: str) -> Iterator[str]:
    """Neighbouring pieces together up to MOST characters."""
    held = ""
    for piece in _pieces(text):
        if held and len(held) + len(piece) + 2 > MOST:
            yield held
            held = ""
        held = f"{held}\n\n{piece}" if held else piece
    if held:
        yield held


def _pieces(text: str) -> Iterator[str]:
    """Paragraphs; one that is too long by sentences, a sentence that is too long by characters."""
    for paragraph in re.split(r"\n\s*\n", text):
        whole = paragraph.strip()
        if len(whole) <= MOST:
            if whole:
                yield whole
            continue
        held = ""
        for sentence in SENTENCE.split(whole):
            for start in range(0, len(sentence), MOST):
                part = sentence[start : start + MOST]
                if held and len(held) + len(part) + 1 > MOST:
                    yield held
                    held = ""
                held = f"{held} {part}" if held else part
        if held:
            yield held
