"""Outcomes as they arrive, from whichever door: read, secrets taken out, and what cannot be read named."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from aiops.core.events import Answer, Event, each_made, read_events
from aiops.core.models import Project
from traces.ingest.redact import redactor
from workflows.events import table
from workflows.events.outcome import FIELDS, OutcomeRow, as_row
from workflows.store import outcomes

AT_ONCE = 500
MOST_SAID = 100  # refused lines that are named; the others are counted


def read_rows(events: list[Any], project: Project, now: datetime, answer: Answer) -> list[OutcomeRow]:
    """The rows of what can be read, secrets taken out of their attributes; the rest goes into the answer."""

    def row(event: Event, index: int) -> OutcomeRow:
        if "attributes" in event and project.redaction != Project.Redaction.OFF:
            event["attributes"] = without_secrets(project, event["attributes"])
        return as_row(event, now, index)

    return [each for _, each in each_made(read_events(events, FIELDS, answer), row, answer)]


def without_secrets(project: Project, attributes: dict[str, Any]) -> dict[str, Any]:
    find = redactor(project.redaction)
    return find.attributes(attributes, Counter()) if find.needs_work([attributes], []) else attributes


@dataclass
class Imported:
    """What became of a table. `refused`: line, field and reason; `conflicts`: ids known with another body."""

    accepted: int = 0
    duplicate: int = 0
    conflicts: list[str] = field(default_factory=list)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    refused_count: int = 0


def import_table(project: Project, lines: Iterable[str], now: datetime) -> Iterator[Imported]:
    """Stores a table, some hundred outcomes a transaction; says after each how far it is.

    Raises table.TableError where the table cannot be read on; what was stored before stays, and counts once.
    """
    done, rows = Imported(), table.events(lines)
    while some := list(islice(rows, AT_ONCE)):
        answer = Answer()
        stored = read_rows([event for _, event in some], project, now, answer)
        outcomes.store(project.pk, stored, now, answer)
        done.accepted += answer.accepted
        done.duplicate += answer.duplicate
        done.conflicts += answer.conflict
        done.refused_count += len(answer.rejected)
        said = sorted((some[each.index][0], each.field, each.reason) for each in answer.rejected)
        done.refused += said[: max(MOST_SAID - len(done.refused), 0)]
        yield done
