"""Stored spans get the tags of a changed list: all of them once, newest first, whatever comes in meanwhile."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from aiops.core.models import Project
from tests import people
from tests.factories import SECOND_NS, batch, span
from traces import retag, settle
from traces.ingest import ingest
from traces.models import Retagging
from traces.store import promoted, retagging
from traces.store.times import NS_PER_DAY, NS_PER_HOUR
from traces.types import Batch, Resource, Span

pytestmark = pytest.mark.django_db
ACME, GLOBEX = Resource({"service.name": "shop", "customer": "acme"}), Resource({"service.name": "shop"})


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project of one process: there is no other to wait for."""
    monkeypatch.setattr(retagging, "SECONDS_KEPT", 0)
    monkeypatch.setattr(retagging, "SECONDS_IN_FLIGHT", 0)
    return people.project("shop")


def sent(project: Project, *spans: Span) -> None:
    ingest(Batch(project_id=project.pk, received_ns=time.time_ns(), spans=list(spans)))


def ago(hours: float = 0.01, **fields: Any) -> Span:
    start_ns = time.time_ns() - int(hours * NS_PER_HOUR)
    return span(**({"start_ns": start_ns, "end_ns": start_ns + SECOND_NS, "workflow": None} | fields))


def promote(project: Project, attribute: str = "customer", tag: str = "customer") -> Retagging:
    promoted.add(project, attribute, tag)
    return retag.start(project, "ada@example.com")


def finish(job: Retagging) -> Retagging:
    while retag.step(job.pk):
        pass
    job.refresh_from_db()
    return job


def query(sql: str, *params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def tags(project: Project) -> list[Any]:
    return [row[0] for row in query("SELECT tags::text FROM span WHERE project_id = %s ORDER BY start_ns", project.pk)]


def settled(project: Project) -> None:
    settle.settle_ready(project.pk, time.time_ns() + 60 * SECOND_NS)


def test_spans_of_every_day_get_their_tags_and_their_traces_follow(shop: Project) -> None:
    sent(shop, *(ago(hours, resource=ACME) for hours in (0.01, 3, 30, 500)), ago(2, resource=GLOBEX))
    settled(shop)
    assert tags(shop) == [None] * 5
    job = finish(promote(shop))
    assert (job.state, job.per_cent, job.seen, job.changed) == ("done", 100, 5, 4)
    assert tags(shop) == ['{"customer": "acme"}'] * 3 + [None, '{"customer": "acme"}']
    settled(shop)
    found = query(
        "SELECT tags::text, settled_at IS NOT NULL FROM trace WHERE project_id = %s ORDER BY start_ns", shop.pk
    )
    assert found == [('{"customer": "acme"}', True)] * 3 + [(None, True), ('{"customer": "acme"}', True)]
    runs = query("SELECT count(*) FROM trace_run WHERE project_id = %s AND tags->>'customer' = 'acme'", shop.pk)
    assert runs == [(4,)]


def test_newest_spans_come_first(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(shop, *(ago(hours, resource=ACME) for hours in (1, 2, 3)))
    job = promote(shop)
    while not any(tags(shop)):
        retag.step(job.pk)
    assert tags(shop) == [None, None, '{"customer": "acme"}']
    job.refresh_from_db()
    assert (job.state, job.per_cent) == ("working", 33)


def test_what_stands_in_the_default_tags_stays(shop: Project) -> None:
    sent(shop, ago(attributes={"tenant": "t1", "customer": "acme", "aiops.guardrail.name": "pii"}))
    before = tags(shop)
    finish(promote(shop))
    assert before == ['{"tenant": "t1", "guardrail": "pii"}']
    assert tags(shop) == ['{"tenant": "t1", "customer": "acme", "guardrail": "pii"}']


def test_removing_an_attribute_takes_its_tag_from_stored_spans(shop: Project) -> None:
    promoted.add(shop, "customer", "customer")
    sent(shop, ago(resource=ACME))
    settled(shop)
    promoted.remove(promoted.listed(shop)[0])
    assert finish(retag.start(shop, "ada@example.com")).changed == 1
    settled(shop)
    assert tags(shop) == [None]
    assert query("SELECT tags FROM trace WHERE project_id = %s", shop.pk) == [(None,)]


def test_tagging_twice_touches_nothing_the_second_time(shop: Project) -> None:
    sent(shop, ago(resource=ACME), ago(5, resource=ACME))
    finish(promote(shop))
    before = query("SELECT ctid::text FROM span WHERE project_id = %s ORDER BY 1", shop.pk)
    again = finish(retag.start(shop, "ada@example.com"))
    assert (again.seen, again.changed) == (2, 0)
    assert query("SELECT ctid::text FROM span WHERE project_id = %s ORDER BY 1", shop.pk) == before


def test_only_the_project_itself_is_touched(shop: Project) -> None:
    other = people.project("other")
    sent(other, ago(resource=ACME))
    finish(promote(shop))
    assert tags(other) == [None]


def test_the_cap_holds_for_stored_spans_too_and_the_newest_have_the_room(shop: Project, settings: Any) -> None:
    settings.TAG_VALUES = 2
    sent(shop, *(ago(hours, attributes={"customer": str(hours)}) for hours in (1, 2, 3, 4)))
    finish(promote(shop))
    assert tags(shop) == ['{"customer": "(other)"}'] * 2 + ['{"customer": "2"}', '{"customer": "1"}']


def test_a_cancelled_job_stops_where_it_is_and_another_goes_on(shop: Project) -> None:
    sent(shop, *(ago(hours, resource=ACME) for hours in (1, 2, 3)))
    job = promote(shop)
    while not any(tags(shop)):
        retag.step(job.pk)
    assert retag.cancel(job)
    assert not retag.cancel(job)
    assert not retag.step(job.pk)
    assert tags(shop).count(None) == 2
    finish(retag.start(shop, "ada@example.com"))
    assert tags(shop).count(None) == 0


def test_a_slice_that_fails_leaves_nothing_half_done_and_is_repeated(
    shop: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(shop, ago(resource=ACME))
    job = promote(shop)
    retag.step(job.pk)

    def crash(*_: Any) -> None:
        raise RuntimeError("the worker dies")

    with monkeypatch.context() as patched:
        patched.setattr(Retagging, "save", crash)
        with pytest.raises(RuntimeError), transaction.atomic():
            retag.step(job.pk)
    assert tags(shop) == [None]
    assert finish(job).changed == 1
    assert tags(shop) == ['{"customer": "acme"}']


def test_a_new_change_takes_the_place_of_a_job_at_work(shop: Project) -> None:
    sent(shop, ago(resource=ACME, attributes={"tier": "gold"}))
    first = promote(shop)
    second = promote(shop, "tier", "tier")
    first.refresh_from_db()
    assert (first.state, retag.step(first.pk)) == ("replaced", False)
    finish(second)
    assert tags(shop) == ['{"tier": "gold", "customer": "acme"}']


def test_it_waits_until_every_process_knows_the_list() -> None:
    shop = people.project("shop")
    job = promote(shop)
    assert not retag.step(job.pk)
    assert 40 < retagging.waits(job) <= 45
    later = timezone.now() + timedelta(seconds=46)
    assert retagging.seconds_to_wait(job, later) == 0


def test_a_process_with_the_old_list_may_store_until_the_work_begins(shop: Project) -> None:
    old = promoted.Known(shop.pk)  # a process that has not heard of the change yet
    job = promote(shop)
    promoted._known[shop.pk] = old
    sent(shop, ago(resource=ACME))
    promoted.forget()
    assert tags(shop) == [None]
    finish(job)
    assert tags(shop) == ['{"customer": "acme"}']


def test_a_trace_too_large_to_be_read_knows_its_tags(shop: Project, settings: Any) -> None:
    settings.MAX_TRACE_SPANS = 1
    root = ago(resource=ACME)
    sent(shop, root, ago(resource=ACME, trace_id=root.trace_id, parent_span_id=root.span_id))
    settled(shop)
    finish(promote(shop))
    settled(shop)
    assert query("SELECT tags->>'customer' FROM trace WHERE project_id = %s", shop.pk) == [("acme",)]


def at_once(*works: Callable[[], Any]) -> None:
    def run(work: Callable[[], Any]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again below
            failures.append(error)
        finally:
            connection.close()

    failures: list[BaseException] = []
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.django_db(transaction=True)
def test_spans_that_come_while_it_works_lose_nothing(shop: Project) -> None:
    """Writers, settling and the job at once: every span ends up tagged, every trace knows it, and none is lost."""
    old = [ago(hours / 10, resource=ACME) for hours in range(1, 30)]
    sent(shop, *old)
    job = promote(shop)

    def write() -> None:
        for each in old:
            child = ago(0.05, resource=ACME, trace_id=each.trace_id, parent_span_id=each.span_id)
            sent(shop, child)

    def settling() -> None:
        for _ in range(20):
            settled(shop)

    at_once(write, settling, lambda: finish(job))
    finish(job)
    settled(shop)
    assert tags(shop) == ['{"customer": "acme"}'] * 58
    found = query(
        "SELECT DISTINCT tags->>'customer', span_count, settled_at IS NULL FROM trace WHERE project_id = %s", shop.pk
    )
    assert found == [("acme", 2, False)]


read, go = threading.Event(), threading.Event()


def pause(_: Any) -> None:
    """A settle step: between what settling read and what it writes."""
    read.set()
    go.wait(10)


@pytest.mark.django_db(transaction=True)
@pytest.mark.django_db(transaction=True)
def test_settling_cannot_keep_tags_it_read_before(shop: Project, settings: Any) -> None:
    """Settling has read the old tags and not written its summary: the job waits, then has the trace settled again."""
    sent(shop, ago(resource=ACME))
    job = promote(shop)
    settings.SETTLE_STEPS = [*settings.SETTLE_STEPS, f"{__name__}.pause"]
    settle.settle_steps.cache_clear()

    def working() -> None:
        read.wait(10)
        threading.Timer(0.5, go.set).start()
        finish(job)

    try:
        at_once(lambda: settled(shop), working)
    finally:
        settle.settle_steps.cache_clear()
    settled(shop)
    assert query("SELECT tags->>'customer' FROM trace WHERE project_id = %s", shop.pk) == [("acme",)]
    assert job.state == "done"


def test_old_values_expire(shop: Project) -> None:
    from traces.store import retention

    promoted.add(shop, "customer", "customer")
    sent(shop, ago(resource=ACME))
    retention.expire_tag_values(shop.pk, timezone.now() - timedelta(days=1))
    assert promoted.counts(shop.pk) == {"customer": 1}
    retention.expire_tag_values(shop.pk, timezone.now() + timedelta(days=1))
    assert promoted.counts(shop.pk) == {}


def test_spans_that_start_in_the_future_are_reached(shop: Project) -> None:
    start_ns = time.time_ns() + NS_PER_DAY // 2
    ingest(batch([span(start_ns=start_ns, end_ns=start_ns, resource=ACME)], shop.pk, received_ns=time.time_ns()))
    finish(promote(shop))
    assert tags(shop) == ['{"customer": "acme"}']
