"""Pricing a time anew: every sum follows, once; what does not change is not touched; a crash costs a slice at most."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from aiops.core.models import Project
from costs import reprice
from costs.models import Repricing, RepricingSlice
from costs.store import repricing
from tests import people
from tests.costs.reprice_world import HOUR_NS, call, catch_up, finish, job, own_price, query, retire, run, store, sums
from tests.factories import span

pytestmark = pytest.mark.django_db
USD = 10**9


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


def test_a_model_without_a_price_gets_one_in_every_sum(shop: Project) -> None:
    store(shop, call(), call(), call("gpt-4.1", provider="openai"))
    assert set(sums(shop).values()) == {2 * USD}  # gpt-4.1 alone
    own = own_price(shop, "house", "3")
    assert run(shop).state == "done"
    assert set(sums(shop).values()) == {8 * USD}
    assert query("SELECT price_id, cost_source FROM span WHERE model = 'house'") == [(own.pk, "price")] * 2
    assert query("SELECT sum(unpriced_calls), bool_and(settled_at IS NOT NULL) FROM trace") == [(0, True)]
    assert query("SELECT count(*) FROM span_reprice") == [(0,)]


def test_it_shows_old_and_new_by_model_before_anything_changes(shop: Project) -> None:
    store(shop, call(), call("gpt-4.1", provider="openai"))
    own_price(shop, "house", "3")
    made = job(shop)
    while reprice.step(made):
        pass
    made.refresh_from_db()
    assert made.state == "built"
    totals = repricing.totals(made)
    shown = [(each.model, each.calls, each.changed, each.old_nanousd, each.new_nanousd) for each in totals]
    assert shown == [("house", 1, 1, 0, 3 * USD), ("gpt-4.1", 1, 0, 2 * USD, 2 * USD)]
    assert totals[0].old_unpriced == 1
    assert set(sums(shop).values()) == {2 * USD}


def test_spans_whose_price_does_not_change_are_not_touched(shop: Project) -> None:
    store(shop, call(), call("gpt-4.1", provider="openai"))
    before = query("SELECT ctid::text FROM span WHERE model = 'gpt-4.1'")
    settled = query("SELECT settled_at FROM trace WHERE 'gpt-4.1' = ANY(models)")
    own_price(shop, "house", "3")
    run(shop)
    assert query("SELECT ctid::text FROM span WHERE model = 'gpt-4.1'") == before
    assert query("SELECT settled_at FROM trace WHERE 'gpt-4.1' = ANY(models)") == settled


def test_pricing_anew_twice_is_pricing_anew_once(shop: Project) -> None:
    store(shop, call(), call())
    own_price(shop, "house", "3")
    run(shop)
    before = query("SELECT ctid::text, cost_nanousd FROM span ORDER BY 1")
    again = run(shop)
    assert repricing.progress(again)["changed"] == 0
    assert query("SELECT ctid::text, cost_nanousd FROM span ORDER BY 1") == before


def test_retiring_a_price_and_pricing_anew_leads_back(shop: Project) -> None:
    own = own_price(shop, "gpt-4.1", "3", provider="openai")
    store(shop, call("gpt-4.1", provider="openai"))
    assert set(sums(shop).values()) == {3 * USD}
    retire(own)
    run(shop)
    assert set(sums(shop).values()) == {2 * USD}


def test_a_retired_price_without_another_leaves_the_reported_cost_or_none(shop: Project) -> None:
    own = own_price(shop, "house", "3")
    store(shop, call(cost_reported_nanousd=7), call())
    retire(own)
    run(shop)
    assert query("SELECT cost_nanousd, price_id, cost_source FROM span ORDER BY cost_nanousd") == [
        (7, None, "reported"),
        (None, None, None),
    ]
    assert query("SELECT sum(unpriced_calls) FROM trace") == [(1,)]


def test_what_a_cache_served_and_what_was_refused_stay(shop: Project) -> None:
    store(
        shop,
        call(attributes={"aiops.cache.hit": True}),
        call(output_tokens=None, warnings=["bad_tokens:output_tokens"]),
    )
    own_price(shop, "house", "3")
    run(shop)
    assert query("SELECT cost_nanousd, cost_source FROM span ORDER BY 1") == [(0, "cache"), (None, None)]


def test_uncounted_spans_are_priced_and_stay_uncounted(shop: Project) -> None:
    wrapper = call(kind="agent")
    store(shop, wrapper, call(trace_id=wrapper.trace_id, parent_span_id=wrapper.span_id))
    own_price(shop, "house", "3")
    run(shop)
    assert query("SELECT kind, cost_nanousd, usage_counted, uncounted_reason FROM span ORDER BY 1") == [
        ("agent", 3 * USD, False, "descendant"),
        ("llm", 3 * USD, True, None),
    ]
    assert set(sums(shop).values()) == {3 * USD}


def test_only_calls_within_the_time_and_the_project(shop: Project) -> None:
    other = people.project("other")
    store(shop, call(ago_ns=HOUR_NS), call(ago_ns=30 * HOUR_NS))
    store(other, call())
    own_price(shop, "house", "3")
    run(shop)  # of the last 24 hours
    assert query("SELECT cost_nanousd FROM span WHERE project_id = %s ORDER BY 1", shop.pk) == [(3 * USD,), (None,)]
    assert query("SELECT cost_nanousd FROM span WHERE project_id = %s", other.pk) == [(None,)]


def test_every_run_of_a_trace_follows(shop: Project) -> None:
    root = call(kind="workflow", model=None, input_tokens=None, output_tokens=None)
    inner = span(
        trace_id=root.trace_id, parent_span_id=root.span_id, run_id="r1", start_ns=root.start_ns, end_ns=root.end_ns
    )
    leaf: dict[str, Any] = {"trace_id": root.trace_id}
    store(shop, root, inner, call(**leaf, parent_span_id=inner.span_id), call(**leaf, parent_span_id=root.span_id))
    own_price(shop, "house", "3")
    run(shop)
    assert query("SELECT cost_nanousd FROM trace_run") == [(3 * USD,)] * 2


def test_a_trace_too_large_to_be_read_follows(shop: Project, settings: object) -> None:
    settings.MAX_TRACE_SPANS = 2  # type: ignore[attr-defined]
    first = call()
    store(shop, first, *(call(trace_id=first.trace_id) for _ in range(4)))
    own_price(shop, "house", "3")
    run(shop)
    assert query("SELECT cost_nanousd, unpriced_calls FROM trace") == [(15 * USD, 0)]
    assert set(sums(shop).values()) == {15 * USD}


def test_it_is_cut_to_the_hours_whose_calls_are_all_left(shop: Project) -> None:
    shop.retention_days = 1
    shop.save()
    made = job(shop, hours=400)
    assert made.clipped
    assert made.since >= datetime.now(UTC) - timedelta(days=1)
    assert (made.since.minute, made.since.second) == (0, 0)


def test_hours_that_began_to_expire_before_the_swap_keep_their_amounts_and_are_said(shop: Project) -> None:
    store(shop, call(ago_ns=30 * HOUR_NS), call(ago_ns=HOUR_NS))
    own_price(shop, "house", "3")
    made = job(shop, hours=48)
    while reprice.step(made):
        pass
    Project.objects.filter(pk=shop.pk).update(retention_days=1)
    assert reprice.apply(made)
    while reprice.step(made):
        pass
    assert query("SELECT cost_nanousd FROM span ORDER BY 1") == [(3 * USD,), (None,)]
    made.refresh_from_db()
    assert repricing.progress(made)["frozen"] == 1
    assert query("SELECT count(*) FROM span_reprice") == [(0,)]


def test_nothing_that_is_left_is_refused(shop: Project) -> None:
    now = datetime.now(UTC)
    with pytest.raises(reprice.RefusedError, match="No call between these times is left"):
        reprice.start(shop, now - timedelta(days=99), now - timedelta(days=98), "ada")


def test_one_at_a_time(shop: Project) -> None:
    job(shop)
    with pytest.raises(reprice.RefusedError, match="already pricing calls anew"):
        job(shop)


def test_a_price_that_changes_while_it_builds_starts_it_again(shop: Project) -> None:
    store(shop, call())
    own = own_price(shop, "house", "3")
    made = job(shop)
    while reprice.step(made):
        pass
    retire(own)
    own_price(shop, "house", "4")
    assert not reprice.apply(made)  # what was looked at is not what it would be now
    made.refresh_from_db()
    assert made.state == "building"
    finish(made)
    catch_up(shop)
    assert set(sums(shop).values()) == {4 * USD}


def test_it_waits_until_every_process_knows_a_new_price(shop: Project) -> None:
    store(shop, call())
    own = own_price(shop, "house", "3")
    type(own).objects.filter(pk=own.pk).update(created_at=datetime.now(UTC))
    made = job(shop)
    assert not reprice.step(made)
    assert 0 < repricing.seconds_to_wait(made, datetime.now(UTC)) <= 30


def test_cancelling_leaves_no_new_amounts(shop: Project) -> None:
    store(shop, call())
    own_price(shop, "house", "3")
    made = job(shop)
    while reprice.step(made):
        pass
    assert query("SELECT count(*) FROM span_reprice") == [(1,)]
    assert reprice.cancel(made)
    assert query("SELECT count(*) FROM span_reprice") == [(0,)]
    assert not reprice.apply(made)
    assert not reprice.step(made)
    assert sums(shop)["spans"] is None


def test_cancelling_in_the_middle_keeps_the_hours_that_are_swapped(shop: Project) -> None:
    store(shop, call(ago_ns=9 * HOUR_NS), call(ago_ns=HOUR_NS))
    own_price(shop, "house", "3")
    made = job(shop)
    while reprice.step(made):
        pass
    reprice.apply(made)
    while not RepricingSlice.objects.filter(state="swapped", changed=1).exists():
        reprice.step(made)
    reprice.cancel(made)
    catch_up(shop)
    assert set(sums(shop).values()) == {3 * USD}
    assert query("SELECT count(*) FROM span_reprice") == [(0,)]


def test_a_trace_that_settles_meanwhile_is_settled_with_the_new_amounts(shop: Project) -> None:
    """The trace is open while its amounts change: it was read by nobody, so it needs no telling."""
    store(shop, call())
    own_price(shop, "house", "3")
    made = job(shop)
    while reprice.step(made):
        pass
    late = call(trace_id=query("SELECT uuid_send(trace_id) FROM span")[0][0])
    store(shop, late)  # priced by the door
    finish_swap(made)
    catch_up(shop)
    assert set(sums(shop).values()) == {6 * USD}


def finish_swap(made: Repricing) -> None:
    assert reprice.apply(made)
    while reprice.step(made):
        pass


class CrashError(Exception):
    """Of a process, between any two statements of a slice or after its last one."""


def crash(act: Callable[[], object]) -> None:
    """The act, and then the process dies before it commits."""

    def doomed() -> None:
        with transaction.atomic():
            act()
            raise CrashError

    with pytest.raises(CrashError):
        doomed()


def test_a_crash_at_every_step_loses_nothing_and_doubles_nothing(shop: Project) -> None:
    store(shop, *(call(ago_ns=hours * HOUR_NS) for hours in (1, 2, 5, 9, 20)))
    own_price(shop, "house", "3")
    made = job(shop)
    steps = 0
    for _ in range(1_000):
        crash(lambda: reprice.step(made))
        if not reprice.step(made):
            made.refresh_from_db()
            if made.state == Repricing.State.DONE:
                break
            crash(lambda: reprice.apply(made))
            assert reprice.apply(made)
        steps += 1
    assert steps > 5
    catch_up(shop)
    assert set(sums(shop).values()) == {15 * USD}
    assert repricing.progress(made)["swapped"] == 5
