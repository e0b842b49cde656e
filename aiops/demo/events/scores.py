"""Scores: a judging model's number for some answers, a customer's thumb for others."""

from collections.abc import Iterable, Iterator

from aiops.demo.business import draws
from aiops.demo.events import Event, moment
from aiops.demo.runs import Run

JUDGED_SHARE, RATED_SHARE = 0.3, 0.1
POOR = frozenset({"empty_retrieval", "truncated_output"})  # planted causes that show in the answer


def events(runs: Iterable[Run], until_ns: int) -> Iterator[Event]:
    """What was scored before `until_ns`."""
    for run in runs:
        random = draws(run, "scores")
        judged, rated, luck = random.random() < JUDGED_SHARE, random.random() < RATED_SHARE, random.random()
        good = luck < (0.25 if run.failure else 0.9)
        if judged and not run.spans[0].error:
            yield judgement(run, good=good)
        if rated and run.end_ns + RATED_AFTER_NS < until_ns:
            yield thumb(run, good=good)


RATED_AFTER_NS = 90 * 10**9


def judgement(run: Run, *, good: bool) -> Event:
    random = draws(run, "judgement")
    value = random.betavariate(8, 2) if good else random.betavariate(2, 5)
    answer = next(span for span in reversed(run.spans) if span.name == "write-answer")
    said = "Leaves out what was asked." if run.failure in POOR else "Checked against the articles."
    return {
        "score_id": f"judge-{run.trace_id.hex()}",
        "trace_id": run.trace_id.hex(),
        "span_id": answer.span_id.hex(),
        "name": "faithfulness",
        "value": round(value, 3),
        "source": "model",
        "comment": said,
        "timestamp": moment(run.end_ns),
    }


def thumb(run: Run, *, good: bool) -> Event:
    return {
        "score_id": f"thumb-{run.trace_id.hex()}",
        "trace_id": run.trace_id.hex(),
        "name": "thumb",
        "value": int(good),
        "label": "up" if good else "down",
        "source": "human",
        "timestamp": moment(run.end_ns + RATED_AFTER_NS),
    }
