"""Whatever quotes a person, a session or a trace is gone, wherever it lies; and nothing else is."""

import pytest

from aiops.core import auth
from aiops.core.models import AuditEntry
from tests.traces.erase.shop import ADA, BOB, HOUR_NS, OF_ADA, OF_BOB, Shop, query, quoting
from traces import erase
from traces.models import Erasure
from traces.store import retention
from traces.store.times import when

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_the_needles_lie_everywhere_before(shop: Shop) -> None:
    """Else finding none afterwards would prove nothing."""
    assert {
        "span", "trace", "trace_run", "score", "outcome", "outcome_credit", "quarantine", "tag_value",
        "version_seen", "rollup_run", "rollup_histogram", "rollup_span", "bodies of spans", "bodies of refused spans",
    } <= set(quoting(ADA))  # fmt: skip
    assert query("SELECT count(*) FROM metric_point WHERE names <> '{}'") == [(2,)]


@pytest.mark.parametrize(("kind", "name"), [("user", ADA), ("session", f"session of {ADA}")])
def test_of_an_erased_person_or_session_nothing_is_left_anywhere_and_of_others_everything(
    shop: Shop, kind: str, name: str
) -> None:
    before = quoting(BOB)
    job = shop.erase(kind, name)
    assert job.state == Erasure.State.DONE
    assert (quoting(ADA), quoting(OF_ADA)) == ([], [])
    assert quoting(BOB) == before


def test_of_an_erased_trace_nothing_is_left_anywhere(shop: Shop) -> None:
    job = shop.erase("trace", OF_ADA)
    assert job.erased["traces"] == 1
    assert quoting(OF_ADA) == []
    assert "trace" in quoting(OF_BOB)


def test_what_an_erasure_counts_is_what_goes(shop: Shop) -> None:
    job = shop.erase("user", ADA)
    counted = {"traces": 2, "spans": 2, "scores": 1, "outcomes": 4, "quarantined": 1}  # her trace and that of a meter
    assert {name: job.reach[name] for name in counted} == counted
    assert {name: job.erased[name] for name in counted} == counted


def test_the_name_itself_is_forgotten_and_the_audit_log_never_had_it(shop: Shop) -> None:
    job = shop.erase("user", ADA)
    assert (job.value, ADA in job.name, ADA in str(list(AuditEntry.objects.values()))) == ("", False, False)
    assert job.digest != erase.start(shop.project, "user", BOB, "boss").digest


def test_a_trace_whose_spans_have_expired_is_found_by_its_summary(shop: Shop) -> None:
    retention.expire_facts(shop.project.pk, when(shop.now_ns))
    job = shop.erase("user", ADA)
    assert (job.erased["traces"], job.erased["spans"]) == (2, 0)
    assert query("SELECT count(*) FROM trace WHERE user_id = %s", ADA) == [(0,)]
    assert query("SELECT count(*) FROM version_seen WHERE value LIKE %s", f"%{ADA}%") == [(0,)]


def test_sums_whose_spans_have_expired_stay_and_those_of_runs_follow(shop: Shop) -> None:
    """Without their spans minutes of calls cannot be added up anew: they stay as sums of nobody in particular."""
    retention.expire_facts(shop.project.pk, when(shop.now_ns))
    sums = "SELECT sum(spans) FROM rollup_span WHERE workflow = 'support'"
    shop.now_ns += 800 * HOUR_NS  # so that all of it is beyond retention
    before = query(sums)
    shop.erase("user", ADA)
    assert query(sums) == before
    assert query("SELECT sum(runs) FROM rollup_run WHERE workflow = 'support'") == [(1,)]


def test_a_name_that_redaction_made_another_is_found_by_the_one_that_was_sent() -> None:
    shop = Shop()
    shop.project.redaction = "strict"
    shop.project.save()
    auth.cache.clear()
    shop.post("/v1/traces", shop.spans("eva@example.com", "e" * 32, shop.now_ns - HOUR_NS))
    shop.work()
    assert query("SELECT count(*) FROM span WHERE user_id LIKE '[redacted:email:%%'") == [(1,)]
    assert shop.erase("user", "eva@example.com").erased["spans"] == 1


def test_another_project_with_the_same_ids_keeps_them(shop: Shop) -> None:
    other = Shop("other")
    shop.erase("user", ADA)
    assert query("SELECT DISTINCT project_id FROM span WHERE user_id = %s", ADA) == [(other.project.pk,)]
    assert other.post("/v1/traces", other.spans(ADA, OF_ADA, other.now_ns, "2" * 16)) == {}


def test_what_a_fast_clock_dated_after_the_erasure_goes_too(shop: Shop) -> None:
    shop.post("/v1/traces", shop.spans(ADA, "c" * 32, shop.now_ns + HOUR_NS))
    assert shop.erase("user", ADA).erased["traces"] == 3
    assert quoting(ADA) == []
