"""What the company knows, for workflows that answer from documents: added, versioned, switched off, found."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.engine import desk, starting
from workflows.knowledge import ranking
from workflows.knowledge.chunks import cut
from workflows.knowledge.ranking import Passage
from workflows.knowledge.reading import Document, DocumentError, read
from workflows.store import knowledge

CANDIDATES = 24  # of which the best are chosen by what words they share
__all__ = ["Document", "DocumentError", "Found", "Passage", "add", "read", "search"]


@dataclass(frozen=True)
class Found:
    """Passages, best first, and those that were set aside as they try to give orders."""

    passages: list[Passage]
    set_aside: list[Passage]

    @property
    def best(self) -> float:
        return max((each.score for each in self.passages), default=0.0)


def add(project_id: int, source: str, documents: Sequence[Document]) -> int:
    """A new version of the source with these documents alone; answers its number. The same again change nothing."""
    pieces = [(each.name, each.kind, each.characters, cut(each)) for each in documents]
    return knowledge.add_version(project_id, source, pieces)


def search(question: str, sources: Sequence[str] = (), most: int = 5) -> Found:
    """The passages that fit best, of the sources (all that are on, where none is named). For use in a step."""
    project_id = starting.here().project_id
    found: Found = desk.served(lambda: search_in(project_id, question, sources, most))
    return found


def search_in(project_id: int, question: str, sources: Sequence[str] = (), most: int = 5) -> Found:
    rows = knowledge.candidates(project_id, question, sources, CANDIDATES)
    best = ranking.ranked(question, [Passage(**row) for row in rows], most)
    found = Found([], [])
    for each in best:
        (found.set_aside if ranking.suspect(each) else found.passages).append(each)
    return found
