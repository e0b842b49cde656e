"""Carries batches to providers and their answers back. Any number of workers may; a row is looked after by one."""

import logging
import time
from typing import Any

from workflows.engine import codec, control
from workflows.engine.providers import endpoints, openai_api, openai_batches, prices
from workflows.engine.providers.asking import Endpoint
from workflows.engine.providers.client import Patience
from workflows.engine.providers.errors import BadAnswer, ProviderError, RequestRefused, ServerFault
from workflows.engine.waited_for import TIER
from workflows.policies.batching import MOST_TOGETHER
from workflows.store import provider_batches
from workflows.store.runs import Row

log = logging.getLogger(__name__)
LOOK_S = 60.0  # between looks at a batch; doubled by each failure in a row
LONGEST_S = 900.0
MOST_TRIES = {"sending": 10, "open": 100}  # in a row: about two hours, and longer than a batch takes
PASSING = frozenset({401, 403, 404})  # a key or an address that somebody mends
OVER_S = 28 * 3600.0  # after which no batch is still worked on, whatever its provider says
AT_ONCE = 10
TURN_S = 60.0  # for all that a turn looks after: other recurring work waits meanwhile
CLAIM_S = 2 * TURN_S  # nobody else is at it
MOST_FILE_BYTES = 16 * 1024**2  # of questions, as far as what they are kept as tells
MOST_ANSWER_BYTES = 128 * 1024**2
ENDED = frozenset({"completed", "expired", "cancelled", "failed"})
UNANSWERED = "the batch ended before it was answered"
Told = tuple[Row, str, Any, int | None]


def turn() -> int:
    """How many batches it made or looked after. Raises django.db.Error."""
    provider_batches.drop_unwanted(MOST_TOGETHER)
    made = provider_batches.gather(MOST_TOGETHER, MOST_FILE_BYTES)
    patience, found = Patience(time.monotonic() + TURN_S, most_bytes=MOST_ANSWER_BYTES), 0
    while found < AT_ONCE and time.monotonic() < patience.ends and (rows := provider_batches.due(CLAIM_S, 1)):
        _look_after(rows[0], patience)
        found += 1
    return made + found


def _look_after(row: Row, patience: Patience) -> None:
    try:
        endpoint = endpoints.find(row["project_id"], row["provider"])
        (_send if row["state"] == "sending" else _look)(endpoint, row, patience)
    except ProviderError as error:
        _failed(row, error)
    except Exception as error:  # whatever is wrong with one batch, the others go on
        log.exception("Batch %s met what nobody foresaw", row["id"])
        _failed(row, BadAnswer(f"its batch could not be read ({type(error).__name__})"))


def _failed(row: Row, error: ProviderError) -> None:
    refused = row["state"] == "sending" and isinstance(error, RequestRefused) and error.status not in PASSING
    if refused or row["tries"] >= MOST_TRIES[row["state"]]:
        _give_up(row, error)
        return
    log.warning("Batch %s is tried again later: %s", row["id"], error)
    wait_s = min(LONGEST_S, LOOK_S * 2 ** min(row["tries"] - 1, 10))
    provider_batches.later(row["project_id"], row["id"], wait_s, failed=True)


def _give_up(row: Row, error: ProviderError) -> None:
    """What it answers all the same, nobody will hear: an earlier try may have made the batch."""
    log.warning("Batch %s is given up: %s", row["id"], error)
    cost = 0 if row["state"] == "sending" and row["tries"] <= 1 else None
    said = {"error": str(error), "status": error.status}
    items = provider_batches.items(row["project_id"], row["id"])
    _end(row, [(each, "failed", said, cost) for each in items], str(error))


def _send(endpoint: Endpoint, row: Row, patience: Patience) -> None:
    mark = str(row["id"])
    batch_id = openai_batches.known(endpoint, mark, row["age_s"], patience) if row["tries"] > 1 else ""
    if not batch_id:
        questions = [
            (str(each["id"]), each["item"]["body"]) for each in provider_batches.items(row["project_id"], row["id"])
        ]
        file_id = openai_batches.upload(endpoint, questions, patience)
        batch_id = openai_batches.create(endpoint, file_id, mark, patience)
    provider_batches.sent(row["project_id"], row["id"], batch_id)
    provider_batches.later(row["project_id"], row["id"], LOOK_S, failed=False)


def _look(endpoint: Endpoint, row: Row, patience: Patience) -> None:
    told = openai_batches.look(endpoint, row["remote_id"], patience)
    status = told.get("status")
    if status not in ENDED:
        if row["age_s"] > OVER_S:
            _give_up(row, ServerFault(f"{endpoint.name} has not ended its batch in time: it is {status}", status=504))
        else:
            provider_batches.later(row["project_id"], row["id"], LOOK_S, failed=False)
        return
    reason = openai_batches.reason(told) if status == "failed" else ""
    found: dict[str, Any] = {}
    for name in ("output_file_id", "error_file_id"):
        found |= openai_batches.answers(endpoint, told.get(name), patience)
    items = provider_batches.items(row["project_id"], row["id"])
    became = [_became(endpoint, row["project_id"], each, found.get(str(each["id"])), reason) for each in items]
    _end(row, became, reason)


def _became(endpoint: Endpoint, project_id: int, item: Row, found: dict[str, Any] | None, reason: str) -> Told:
    """A question without an answer was not charged. `reason`: why the provider refused the whole batch."""
    if found is None:
        said = {"error": reason, "status": 400} if reason else {"error": UNANSWERED, "status": 500}
        return item, "failed", said, 0
    body = codec.cleaned(found.get("body"))
    if found.get("status") != 200 or not isinstance(body, dict):
        error = found.get("error") or (body.get("error") if isinstance(body, dict) else None)
        message = error.get("message") if isinstance(error, dict) else error
        return item, "failed", {"error": codec.clean(str(message or "")[:500]), "status": found.get("status")}, 0
    return item, "done", body, _cost(endpoint, project_id, item, body)


def _cost(endpoint: Endpoint, project_id: int, item: Row, body: dict[str, Any]) -> int | None:
    try:
        answer = openai_api.answer(body | {"service_tier": TIER})
    except (KeyError, IndexError, TypeError, AttributeError):
        return None
    return prices.cost(project_id, endpoint, item["item"]["body"]["model"], answer, time.time_ns())


def _end(row: Row, told: list[Told], error: str = "") -> None:
    """What was written and not told, as a worker died in between, is told by whoever looks next."""
    provider_batches.answer(row["project_id"], row["id"], told)
    for wait_id in provider_batches.waits(row["project_id"], row["id"]):
        control.answer(row["project_id"], wait_id, {"batch": row["id"].hex}, "batch")
    provider_batches.ended(row["project_id"], row["id"], "failed" if error else "done", error)
