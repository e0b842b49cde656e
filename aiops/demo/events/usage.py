"""Usage events: nightly jobs that nobody traces, and a gateway that tells again of calls that spans tell of."""

from collections.abc import Iterable, Iterator

from aiops.demo.business import draws
from aiops.demo.company import MODELS
from aiops.demo.events import Event, moment
from aiops.demo.runs import Run

NIGHTLY = ("catalogue-texts", "mail-digest")
GATEWAY_SHARE, NIGHTLY_SHARE = 0.15, 0.25  # of all runs: so many events of each sort


def events(runs: Iterable[Run]) -> Iterator[Event]:
    for run in runs:
        random = draws(run, "usage")
        through_gateway, beside = random.random() < GATEWAY_SHARE, random.random() < NIGHTLY_SHARE
        if through_gateway and (event := of_gateway(run)) is not None:
            yield event
        if beside:
            yield of_nightly_job(run)


def of_gateway(run: Run) -> Event | None:
    """The run's last call, by the ids of its span: it must not be billed twice. None where it was not answered."""
    span = next(span for span in reversed(run.spans) if span.name == "write-answer")
    told = span.attributes
    if "gen_ai.usage.output_tokens" not in told:
        return None
    return {
        "event_id": f"gw-{span.span_id.hex()}",
        "source": "llm-gateway",
        "timestamp": moment(span.start_ns),
        "workflow": run.workflow.name,
        "trace_id": run.trace_id.hex(),
        "span_id": span.span_id.hex(),
        "provider": told["gen_ai.provider.name"],
        "model": told["gen_ai.request.model"],
        "input_tokens": told["gen_ai.usage.input_tokens"],
        "output_tokens": told["gen_ai.usage.output_tokens"],
        "cache_read_tokens": told["gen_ai.usage.cache_read.input_tokens"],
        "duration_ms": (span.end_ns - span.start_ns) // 1_000_000,
        "status": "ok",
    }


def of_nightly_job(run: Run) -> Event:
    """A call of some other job at about that time: ids follow from source and event id."""
    random = draws(run, "nightly")
    model, sent = MODELS[random.choice((3, 7, 7))], random.randrange(400, 6_000)
    return {
        "event_id": f"job-{run.trace_id.hex()[:16]}",
        "source": "nightly-jobs",
        "timestamp": moment(run.spans[0].start_ns),
        "workflow": random.choice(NIGHTLY),
        "provider": model.provider,
        "model": model.name,
        "input_tokens": sent,
        "output_tokens": random.randrange(50, 900),
        "duration_ms": random.randrange(400, 9_000),
        "status": "error" if random.random() < 0.02 else "ok",
    }
