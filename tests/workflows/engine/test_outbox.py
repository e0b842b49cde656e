"""What a run has done outside: effects with a key that stays, and spans that arrive once."""

import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from aiops.core.models import Project
from tests.workflows.engine import flows, world
from workflows.engine import control, delivery
from workflows.models import Effect, SpanOutbox

pytestmark = pytest.mark.django_db(transaction=True)


def again_due() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflows_effect SET next_at = now() - interval '1 s'")


def test_an_effect_is_sent_once_with_its_key_and_what_was_answered_is_kept(project: Project) -> None:
    run_id = control.start(project.pk, "tell", {"text": "hello"}).run_id
    world.work()
    assert flows.sent == []
    assert (delivery.send_effects(), delivery.send_effects()) == (1, 0)
    effect = Effect.objects.get(run_id=run_id)
    assert flows.sent == [("hello", effect.idempotency_key)]
    assert (effect.state, effect.answer) == ("sent", "201")


def test_an_effect_that_failed_is_sent_again_with_the_same_key(project: Project) -> None:
    def fail() -> None:
        raise OSError("away")

    flows.hooks["post"] = fail
    run_id = control.start(project.pk, "tell", {"text": "hello"}).run_id
    world.work()
    delivery.send_effects()
    effect = Effect.objects.get(run_id=run_id)
    assert (effect.state, effect.tries, effect.error) == ("pending", 1, "OSError: away")
    flows.hooks.clear()
    again_due()
    delivery.send_effects()
    assert flows.sent == [("hello", effect.idempotency_key)]


def test_an_effect_that_was_done_has_not_failed_as_its_answer_cannot_be_kept(project: Project) -> None:
    flows.hooks["answer of post"] = object
    run_id = control.start(project.pk, "tell", {"text": "hello"}).run_id
    world.work()
    delivery.send_effects()
    assert list(Effect.objects.filter(run_id=run_id).values_list("state", "answer")) == [("sent", None)]


def test_an_effect_that_hangs_is_left_and_holds_up_no_other(project: Project, settings: Any) -> None:
    go_on = threading.Event()
    settings.EFFECT_SECONDS = 0.2
    flows.hooks["wire"] = lambda: go_on.wait(30)
    control.start(project.pk, "pay", {"cents": 5})
    control.start(project.pk, "tell", {"text": "hello"})
    world.work()
    delivery.send_effects()
    assert not go_on.is_set()
    go_on.set()
    assert dict(Effect.objects.values_list("name", "state")) == {"post": "sent", "wire": "asked"}


def test_an_effect_whose_sender_died_is_sent_again_but_an_unsafe_one_goes_to_a_person(project: Project) -> None:
    control.start(project.pk, "tell", {"text": "hello"})
    control.start(project.pk, "pay", {"cents": 5})
    world.work()
    Effect.objects.update(state="sending", tries=1)
    again_due()
    delivery.send_effects()
    assert dict(Effect.objects.values_list("name", "state")) == {"post": "sent", "wire": "asked"}
    wire = Effect.objects.get(name="wire")
    assert control.resolve_effect(project.pk, wire.pk, "retry", "ann")
    delivery.send_effects()
    assert [text for text, _ in flows.sent] == ["hello", "5"]


def test_a_resumed_run_notes_no_effect_twice(project: Project) -> None:
    run_id = control.start(project.pk, "tell", {"text": "hello"}).run_id
    flows.hooks["before double"] = lambda: world.time_passes(run_id) if flows.done["double"] == 0 else None
    world.work()
    delivery.send_effects()
    assert (world.said(run_id)[0], len(flows.sent)) == ("succeeded", 1)


def stored_spans(run_id: UUID) -> list[tuple[str, str, str | None, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, kind, step, workflow FROM span WHERE trace_id = %s ORDER BY start_time", [run_id])
        return list(cursor.fetchall())


def test_a_run_is_a_trace_like_any_other(project: Project) -> None:
    run_id = control.start(project.pk, "answer", {"question": "refund"}).run_id
    world.work()
    assert delivery.deliver_spans() > 0
    assert SpanOutbox.objects.count() == 0
    found = stored_spans(run_id)
    assert {(name, kind) for name, kind, _, _ in found} == {
        ("answer", "workflow"), ("find", "step"), ("nothing found", "step"), ("write", "step"),
    }  # fmt: skip
    assert {workflow for *_, workflow in found} == {"answer"}


def test_spans_told_twice_are_there_once(project: Project) -> None:
    run_id = control.start(project.pk, "answer", {"question": "refund"}).run_id
    world.work()
    rows = list(SpanOutbox.objects.values("project_id", "spans"))
    delivery.deliver_spans()
    before = stored_spans(run_id)
    SpanOutbox.objects.bulk_create(SpanOutbox(**row) for row in rows)
    delivery.deliver_spans()
    assert stored_spans(run_id) == before
