"""Outcomes: what the company's other systems say days later, by whichever name of the run they know; some corrected."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from aiops.demo.business import draws, is_held_out, key_of
from aiops.demo.events import Event, moment
from aiops.demo.runs import Run

HOUR_NS = 3600 * 10**9


@dataclass(frozen=True, slots=True)
class Kind:
    """What is seen of a workflow's runs: how often at all, how often it is good, after how long at most."""

    metric: str
    system: str
    reference: str  # run_id, trace_id, session or key
    seen: float
    good: float
    within_hours: int
    usd: float | None = None
    minutes: float | None = None


KINDS: Mapping[str, Kind] = {
    "support-answer": Kind("solved", "helpdesk", "key", 0.9, 0.78, 48, minutes=9),
    "refund-agent": Kind("refund_settled", "erp", "key", 0.95, 0.85, 96, minutes=14),
    "ticket-triage": Kind("routed_right", "helpdesk", "run_id", 0.8, 0.93, 24, minutes=2),
    "product-search": Kind("order", "shop", "session", 0.3, 0.6, 6, usd=42),
    "invoice-reader": Kind("booked", "erp", "trace_id", 0.97, 0.9, 120, minutes=6),
    "sales-mail": Kind("reply", "crm", "key", 0.5, 0.35, 144, usd=120),
    "code-review": Kind("merged", "forge", "key", 0.9, 0.8, 72, minutes=20),
    "return-label": Kind("label_used", "courier", "run_id", 0.8, 0.9, 120, minutes=4),
}
CORRECTED_SHARE, WITHDRAWN_SHARE = 0.06, 0.02
SPOILT = 0.3  # a run with a planted fault does this well, compared with others
HELD_OUT = 0.8  # customers of the comparison group are answered as before


def events(runs: Iterable[Run], until_ns: int) -> Iterator[Event]:
    """What is known at `until_ns`, of all the runs, corrections behind what they correct."""
    for run in runs:
        kind = KINDS.get(run.workflow.name)
        if kind is not None:
            yield from (event for at_ns, event in of_run(run, kind) if at_ns <= until_ns)


def of_run(run: Run, kind: Kind) -> Iterator[tuple[int, Event]]:
    """Each with when it is sent; what happened may lie days before."""
    random = draws(run, "outcome")
    if random.random() >= kind.seen:
        return
    happened_ns = run.end_ns + int(random.random() ** 2 * kind.within_hours * HOUR_NS) + 10**9
    good = random.random() < kind.good * (SPOILT if run.failure else 1) * (HELD_OUT if is_held_out(run) else 1)
    first = event(run, kind, happened_ns, status="success" if good else "failure")
    yield happened_ns, first
    luck = random.random()
    corrected_ns = happened_ns + int((4 + random.random() * 44) * HOUR_NS)
    if luck < WITHDRAWN_SHARE:
        yield corrected_ns, {**first, "version": 2, "status": "withdrawn"}
    elif luck < WITHDRAWN_SHARE + CORRECTED_SHARE:
        yield corrected_ns, event(run, kind, happened_ns, status="failure" if good else "success") | {"version": 2}


def event(run: Run, kind: Kind, happened_ns: int, *, status: str) -> Event:
    worth: dict[str, str | float] = {}
    spread = draws(run, "worth").lognormvariate(0, 0.4)
    if status == "success" and kind.usd is not None:
        worth["value_usd"] = f"{kind.usd * spread:.2f}"
    if status == "success" and kind.minutes is not None:
        worth["minutes_saved"] = round(kind.minutes * spread, 1)
    if status == "failure" and kind.minutes is not None:
        worth["human_minutes"] = round(kind.minutes * spread / 2, 1)
    return {
        "outcome_id": f"{kind.metric}-{run.trace_id.hex()[:16]}",
        "source": kind.system,
        "version": 1,
        "workflow": run.workflow.name,
        kind.reference: reference(run, kind),
        "occurred_at": moment(happened_ns),
        "status": status,
        "metric": kind.metric,
        **worth,
    }


def reference(run: Run, kind: Kind) -> str:
    if kind.reference == "key":
        return str(key_of(run))
    return run.session if kind.reference == "session" else run.trace_id.hex()
