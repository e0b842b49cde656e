"""Log records -> what is kept of them: token events of coding agents, GenAI records of a span, evaluations. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from traces.events import agents, supplements
from traces.events.scores import of_log
from traces.types import LogRecord, Score, Span

LONGEST_NAME = 60
MOST_NAMES = 10  # of records that are not kept, by name; the others are counted together
NAMELESS, OTHERS = "(no event name)", "(others)"


@dataclass(slots=True)
class Kept:
    """What a request of logs comes to. `unkept`: how many records were left, by the name of their event."""

    spans: list[Span] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    unkept: Counter[str] = field(default_factory=Counter)


def keep(records: Iterable[LogRecord]) -> Kept:
    kept = Kept()
    about_spans = []
    for record in records:
        if (event := agents.event_name(record)) and (span := agents.as_span(record, event)):
            kept.spans.append(span)
        elif (name := supplements.event_name(record)) == supplements.EVALUATION and (score := of_log(record)):
            kept.scores.append(score)
        elif name and name != supplements.EVALUATION and record.trace_id and record.span_id:
            about_spans.append(record)
        else:
            _count(kept.unkept, event or name or _name(record))
    kept.spans += supplements.as_spans(about_spans)
    return kept


def _count(unkept: Counter[str], name: str) -> None:
    known = name in unkept or len(unkept) < MOST_NAMES
    unkept[name if known else OTHERS] += 1


def _name(record: LogRecord) -> str:
    own = record.attributes.get("event.name")
    found = record.name or (own if isinstance(own, str) else "")
    return found[:LONGEST_NAME] or NAMELESS
