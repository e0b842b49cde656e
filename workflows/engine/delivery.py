"""The outbox emptied: spans go through the steps that every door's spans go through, effects to their functions."""

import logging
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from aiops.core.models import Project
from traces import otlp
from traces.ingest import ingest
from traces.types import Batch
from workflows.engine import codec, declare, desk, registry, spans, starting
from workflows.engine.declare import EffectDefinition
from workflows.store import outbox
from workflows.store.runs import Row

log = logging.getLogger(__name__)
ROWS_AT_ONCE = 500
SENDERS = 8  # effects at once; no more are taken up, so that those of a sender that dies are soon taken up again
TURNS = 8
CLIENT = "aiops workflow engine"
SENDER_IS_DEAD_AFTER = 4  # leases beyond the time an effect may take: it has no heartbeat
MOST_TRIES = 10
LONGEST_WAIT_S = 3600.0


def deliver_spans() -> int:
    """How many rows. Delivered before they are deleted: told twice, they are the same spans. Raises django.db.Error."""
    done = 0
    while rows := outbox.spans(ROWS_AT_ONCE):
        of: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            of[row["project_id"]].append(row)
        for project in Project.objects.filter(pk__in=of):
            _ingest(project, [span for row in of[project.pk] for span in row["spans"]])
        for project_id, some in of.items():
            outbox.spans_delivered(project_id, [row["id"] for row in some])
        done += len(rows)
        if len(rows) < ROWS_AT_ONCE:
            break
    return done


def _ingest(project: Project, told: list[Row]) -> None:
    for first in range(0, len(told), settings.MAX_SPANS):
        decoded = otlp.decode(spans.request(told[first : first + settings.MAX_SPANS]), "json", settings.MAX_SPANS)
        batch = Batch(
            project_id=project.pk,
            received_ns=time.time_ns(),
            spans=decoded.spans,
            rejected=decoded.rejected,
            notes=Counter(decoded.notes),
            client=CLIENT,
            redaction=project.redaction,  # type: ignore[arg-type]  # the same three words
            retention_days=project.retention_days,
        )
        ingest(batch)
        if batch.rejected:
            log.warning("%d spans of our own were refused: %s", len(batch.rejected), batch.rejected[0].reason)


def send_effects() -> int:
    """How many it took up. Raises django.db.Error."""
    outbox.unsure_effects()
    registry.find()
    known = dict(declare.effects)
    again_s = settings.EFFECT_SECONDS + SENDER_IS_DEAD_AFTER * settings.RUN_LEASE_SECONDS
    sent = 0
    for _ in range(TURNS if known else 0):
        due = outbox.claim_effects(list(known), again_s, SENDERS)
        if due:
            with ThreadPoolExecutor(len(due), thread_name_prefix="effect") as pool:
                list(pool.map(lambda effect: _send(known[effect["name"]], effect), due))
        sent += len(due)
        if len(due) < SENDERS:
            break
    return sent


def _send(definition: EffectDefinition, effect: Row) -> None:
    """Does it and notes how it went; what cannot be noted counts as unknown, and its kind says what that means."""
    try:
        outbox.effect_ended(effect, *_done(definition, effect))
    except (DatabaseError, InterfaceError):
        log.warning("How effect %s of run %s ended could not be noted", effect["key"], effect["run_id"])
    finally:
        connection.close()


def _done(definition: EffectDefinition, effect: Row) -> tuple[str, Any, str, float]:
    """Its state, answer, error, and when to try again. One that takes too long is left: others have their turn."""
    aside = desk.Desk(None, time.monotonic() + settings.EFFECT_SECONDS, threading.Event())
    try:
        given = effect["payload"] | {"idempotency_key": effect["idempotency_key"]}
        with starting.within(effect["project_id"], effect["run_id"], 0):
            answer = aside.run(definition.function, (), given)
    except Exception as error:
        log.warning("Effect %s of run %s failed", effect["key"], effect["run_id"], exc_info=True)
        return _after(effect, f"{type(error).__name__}: {error}")
    return "sent", _kept(effect, answer), "", 0


def _kept(effect: Row, answer: Any) -> Any:
    """It was done, whatever it answered: what cannot be stored is not, and does not make it fail."""
    try:
        return codec.loads(codec.dumps(answer, "answer"))
    except Exception:
        log.warning("What effect %s of run %s answered cannot be kept", effect["key"], effect["run_id"], exc_info=True)
        return None


def _after(effect: Row, error: str) -> tuple[str, None, str, float]:
    """An unsafe one that failed may have been done in part: a person looks. Others are tried again, for 17 minutes."""
    if effect["kind"] == "unsafe":
        return "asked", None, error, 0
    if effect["tries"] >= MOST_TRIES:
        return "dead", None, error, 0
    return "pending", None, error, min(2.0 ** effect["tries"], LONGEST_WAIT_S)
