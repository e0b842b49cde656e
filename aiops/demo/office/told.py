"""What the company's other systems say of its runs: outcomes days later, scores, and a gateway's usage of calls that
spans tell of."""

from collections.abc import Iterator
from random import Random

from aiops.demo.events import Event, moment
from aiops.demo.office.life import Case
from aiops.demo.office.making import business_key
from aiops.demo.office.stories import Fate
from aiops.demo.runs import Run

DAY_NS = 86_400 * 10**9
CORRECTED_SHARE, MISTAKEN_SHARE = 0.04, 0.015
JUDGED_SHARE, RATED_SHARE, GATEWAY_SHARE = 0.15, 0.05, 0.05
LATE_WINDOW_DAYS = 14


def outcomes(case: Case, run: Run, fate: Fate, until_ns: int) -> Iterator[tuple[int, Event]]:
    """Each with when it is sent. A bad one only where silence says nothing; some corrected, some withdrawn."""
    random = _draws(run, "outcome")
    measured = case.workflow.measured
    late = fate.of(case.workflow, "late_outcomes")
    window = LATE_WINDOW_DAYS if late else measured.window_days
    delay = min(random.expovariate(1 / (late.size if late else measured.delay_days)), window - 0.4)
    good, luck = random.random() < measured.rate * (0.1 if case.failure else 1), random.random()
    at_ns = run.end_ns + int(delay * DAY_NS) + 60 * 10**9
    first = _outcome(case, run, at_ns, good=good)
    found: list[tuple[int, Event]] = []
    if luck < CORRECTED_SHARE:
        found.append((at_ns, _outcome(case, run, at_ns, good=not good)))
        found.append((at_ns + DAY_NS // 6, first | {"version": 2}))
    elif good or measured.silence == "unknown":
        found.append((at_ns, first))
        if luck > 1 - MISTAKEN_SHARE:
            found.append((at_ns + DAY_NS // 4, first | {"version": 2, "status": "withdrawn"}))
    yield from (each for each in found if each[0] <= until_ns)


def _outcome(case: Case, run: Run, at_ns: int, *, good: bool) -> Event:
    measured = case.workflow.measured
    names = {"key": business_key(case), "session": run.session}
    found: Event = {
        "outcome_id": f"{measured.metric}-{run.trace_id.hex()[:16]}", "source": measured.system, "version": 1,
        "workflow": case.workflow.key, measured.reference: names.get(measured.reference, run.trace_id.hex()),
        "occurred_at": moment(at_ns), "status": "success" if good else "failure", "metric": measured.metric,
    }  # fmt: skip
    return found


def scores(case: Case, run: Run, until_ns: int) -> Iterator[Event]:
    random = _draws(run, "scores")
    judged, rated, luck = random.random() < JUDGED_SHARE, random.random() < RATED_SHARE, random.random()
    good = luck < (0.2 if case.failure else 0.88)
    if judged and not run.spans[0].error:
        value = random.betavariate(8, 2) if good else random.betavariate(2, 5)
        yield {
            "score_id": f"judge-{run.trace_id.hex()}", "trace_id": run.trace_id.hex(), "name": "faithfulness",
            "value": round(value, 3), "source": "model", "timestamp": moment(run.end_ns),
            "comment": "Checked against the articles." if good else "Leaves out what was asked.",
        }  # fmt: skip
    if rated and run.end_ns + 90 * 10**9 < until_ns:
        yield {
            "score_id": f"thumb-{run.trace_id.hex()}", "trace_id": run.trace_id.hex(), "name": "thumb",
            "value": int(good), "label": "up" if good else "down", "source": "human",
            "timestamp": moment(run.end_ns + 90 * 10**9),
        }  # fmt: skip


def usage(run: Run) -> Iterator[Event]:
    """A call that a gateway tells again, by the ids of its span: it must not be billed twice."""
    if _draws(run, "usage").random() >= GATEWAY_SHARE:
        return
    for span in reversed(run.spans):
        said = span.attributes
        if "gen_ai.usage.output_tokens" in said:
            yield {
                "event_id": f"gw-{span.span_id.hex()}", "source": "llm-gateway", "timestamp": moment(span.start_ns),
                "workflow": run.workflow.name, "trace_id": run.trace_id.hex(), "span_id": span.span_id.hex(),
                "provider": said["gen_ai.provider.name"], "model": said["gen_ai.request.model"],
                "input_tokens": said["gen_ai.usage.input_tokens"], "output_tokens": said["gen_ai.usage.output_tokens"],
                "cache_read_tokens": said["gen_ai.usage.cache_read.input_tokens"],
                "duration_ms": (span.end_ns - span.start_ns) // 1_000_000, "status": "ok",
            }  # fmt: skip
            return


def _draws(run: Run, what: str) -> Random:
    return Random(f"{run.trace_id.hex()}:{what}")  # noqa: S311 a simulation wants to be repeatable
