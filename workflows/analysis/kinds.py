"""Which kind of AI fits a task, if any: five questions, and what their answers suggest. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    asks: str


QUESTIONS = (
    Question("rules", "Could somebody write down the rules, so that a plain program does it?"),
    Question("documents", "Does the answer stand in documents that you have?"),
    Question("steps", "Are the steps known beforehand, the same each time?"),
    Question("acts", "Must it choose itself what to do next, or use tools?"),
    Question("costly", "Would a mistake be costly, or hard to notice?"),
)


@dataclass(frozen=True, slots=True)
class Advice:
    """`kind` is one of Workflow.Kind; "" where AI does not fit."""

    kind: str
    claim: str
    because: str
    careful: str = ""


def advise(yes: Mapping[str, bool]) -> Advice:
    """What the answers suggest; a question without an answer is a no."""
    careful = CAREFUL if yes.get("costly") else ""
    if yes.get("rules"):
        return Advice("", "A plain program, without AI", "Rules that can be written down are cheap, fast and right.")
    if yes.get("acts"):
        because = "It has to choose steps and tools. Agents cost most and fail in most ways: bound what they may do."
        return Advice("agent", "An agent", because, careful)
    if yes.get("documents"):
        because = "The answer is in your documents: find the right passages first, then let a model say them."
        return Advice("rag", "Question answering over documents", because, careful)
    if yes.get("steps"):
        because = "The steps are known: write them as a program, and have a model do only those that need language."
        return Advice("automation", "An automation with model steps", because, careful)
    because = "It is neither in documents nor a sequence of steps. Try it by hand with a model before building more."
    return Advice("other", "A single model call to begin with", because, careful)


CAREFUL = "As a mistake is costly, have a person approve what is uncertain, and measure outcomes before you widen it."
