"""What a wait asks of a person, and whether an answer has the form that its run expects. API and pages share it."""

from collections.abc import Mapping
from typing import Any, Literal

from workflows.engine.starting import RefusedError
from workflows.models import Wait

Asks = Literal["approve", "value", "outcome"]
MOST_NOTE = 2000
CHOICES = ("retry", "done", "fail")


def asks(wait: Wait) -> Asks:
    """approve: yes or no. value: the answer itself, in a step's place. outcome: what became of what was lost."""
    kept = wait.kept if isinstance(wait.kept, dict) else {}
    if kept.get("asks") == "lost_unsafe":
        return "outcome"
    return "value" if kept.get("rung") == "human" else "approve"


def answer_of(wait: Wait, given: Mapping[str, Any]) -> dict[str, Any]:
    """The answer as the run takes it. Raises RefusedError that names the field."""
    note = given.get("note", "")
    if not isinstance(note, str) or len(note) > MOST_NOTE:
        raise RefusedError("bad_answer", f"A note is text of at most {MOST_NOTE:,} characters.", "note")
    wanted = asks(wait)
    if wanted == "approve":
        if not isinstance(given.get("approved"), bool):
            raise RefusedError("bad_answer", "Say true or false.", "approved")
        return {"approved": given["approved"], "note": note}
    if wanted == "outcome":
        if given.get("choice") not in CHOICES:
            raise RefusedError("bad_answer", f"Choose {', '.join(CHOICES)}.", "choice")
        return {"choice": given["choice"], "value": given.get("value"), "note": note}
    if "value" not in given:
        raise RefusedError("bad_answer", "The answer that the step would have given is missing.", "value")
    return {"value": given["value"], "note": note}
