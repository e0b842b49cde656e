"""What comes later of what was erased: refused by name, and kept nowhere. What is new is welcome."""

import time
from typing import Any

import pytest

from tests.factories import batch, span
from tests.facts import wire
from tests.facts.outcomes import Outcome
from tests.traces.erase.shop import ADA, BOB, HOUR_NS, OF_ADA, OF_BOB, SECOND_NS, Shop, query, quoting, run
from traces.ingest import promote
from traces.ingest.write import write
from traces.models import Erasure
from traces.store import promoted

pytestmark = pytest.mark.django_db
WORDS = "was erased from this project"
ANOTHER = "c" * 32


@pytest.fixture
def shop() -> Shop:
    return Shop()


def refused(shop: Shop) -> list[int]:
    return [n for (n,) in query("SELECT sum(n) FROM ingest_count WHERE code = 'rejected.erased' HAVING sum(n) > 0")]


def test_a_late_span_of_an_erased_trace_is_refused_by_name_and_kept_nowhere(shop: Shop) -> None:
    shop.erase("trace", OF_ADA)
    answer = shop.post("/v1/traces", shop.spans(BOB, OF_ADA, shop.now_ns, "2" * 16))
    assert answer["partialSuccess"]["rejectedSpans"] == "1"
    assert WORDS in answer["partialSuccess"]["errorMessage"]
    assert (quoting(OF_ADA), refused(shop)) == ([], [1])


def test_the_others_of_its_batch_are_stored(shop: Shop) -> None:
    shop.erase("trace", OF_ADA)
    late, other = (shop.spans(BOB, each, shop.now_ns, "2" * 16) for each in (OF_ADA, ANOTHER))
    answer = shop.post("/v1/traces", {"resourceSpans": late["resourceSpans"] + other["resourceSpans"]})
    assert answer["partialSuccess"]["rejectedSpans"] == "1"
    assert query("SELECT count(*) FROM trace WHERE trace_id = %s", ANOTHER) == [(1,)]


def test_what_a_person_did_before_is_refused_and_what_they_do_afterwards_is_new(shop: Shop) -> None:
    shop.erase("user", ADA)
    before = shop.post("/v1/traces", shop.spans(ADA, ANOTHER, shop.now_ns - HOUR_NS))
    after = shop.post("/v1/traces", shop.spans(ADA, "d" * 32, time.time_ns()))
    assert (before["partialSuccess"]["rejectedSpans"], after) == ("1", {})


def test_a_trace_that_turns_out_to_be_of_an_erased_person_goes_whole(shop: Shop) -> None:
    """Its parts came in several batches, and the one that names the person came last."""
    job = shop.erase("user", ADA)
    shop.post("/v1/traces", shop.spans("", ANOTHER, shop.now_ns - HOUR_NS))
    shop.post("/v1/traces", shop.spans(ADA, ANOTHER, shop.now_ns - HOUR_NS, "2" * 16))
    job.refresh_from_db()
    assert job.state == Erasure.State.ERASING
    run(job)
    shop.work()
    job.refresh_from_db()
    assert (job.state, quoting(ANOTHER), quoting(ADA)) == (Erasure.State.DONE, [], [])


def test_a_span_that_would_be_refused_anyway_is_not_kept_as_such(shop: Shop) -> None:
    shop.erase("user", ADA)
    shop.post("/v1/traces", shop.spans(ADA, ANOTHER, shop.now_ns - 9_000 * HOUR_NS))
    assert "bodies of refused spans" not in quoting(ADA)


def wrong_id(body: dict[str, Any]) -> dict[str, Any]:
    body["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["spanId"] = "0" * 16
    return body


def test_a_span_that_cannot_be_read_is_not_kept_as_such_either(shop: Shop) -> None:
    shop.erase("user", ADA)
    late = shop.spans(ADA, ANOTHER, shop.now_ns - HOUR_NS)
    for body in (wrong_id(late), wrong_id(shop.spans(BOB, OF_BOB, shop.now_ns))):
        shop.post("/v1/traces", body)
    assert (quoting(ADA), "bodies of refused spans" in quoting(BOB)) == ([], True)


def test_an_event_that_cannot_be_read_is_not_kept_as_such_either(shop: Shop) -> None:
    """It tells no time: what it says of the person is not kept, and nobody else's refused event is lost."""
    shop.erase("user", ADA)
    for person in (ADA, BOB):
        shop.post("/api/v1/usage", {"events": [{"event_id": "e", "user": person, "note": f"from {person}"}]})
    assert (quoting(ADA), "bodies of refused spans" in quoting(BOB)) == ([], True)
    assert query("SELECT count(*) FROM quarantine WHERE trace_id = ''")[0][0] >= 1


def test_values_of_tags_that_another_batch_wrote_meanwhile_are_forgotten(shop: Shop) -> None:
    shop.erase("user", ADA)
    promoted.forget()
    late = span(
        user=ADA, trace_id=bytes.fromhex(ANOTHER), start_ns=shop.now_ns - HOUR_NS, end_ns=shop.now_ns,
        tags={"environment": f"env of {ADA}", "region": f"env of {BOB}"},
    )  # fmt: skip
    sent = batch([late], project_id=shop.project.pk, received_ns=shop.now_ns)
    promote.promote(sent)
    promote.remember(sent)  # as another batch of this process does, which ends while this one is stored
    write(sent)
    assert quoting(ADA) == []


def test_scores_usage_and_logs_of_an_erased_trace_are_refused(shop: Shop) -> None:
    shop.erase("trace", OF_ADA)
    score = {"score_id": "late", "trace_id": OF_ADA, "name": "kind", "value": 1, "source": "human"}
    event = {
        "event_id": "late", "timestamp": wire._time(shop.now_ns), "workflow": "w", "provider": "p", "model": "m",
        "trace_id": OF_ADA, "span_id": "3" * 16, "input_tokens": 1, "output_tokens": 1,
    }  # fmt: skip
    said = {"gen_ai.evaluation.name": "kind", "gen_ai.evaluation.score.value": 1}
    record = {"timeUnixNano": str(shop.now_ns), "traceId": OF_ADA, "eventName": "gen_ai.evaluation.result"}
    logs = wire._logs(record, said)
    assert "1 scores not kept: their trace was erased" in shop.post("/v1/logs", logs)["partialSuccess"]["errorMessage"]
    for path, body in (("scores", score), ("usage", event)):
        answer = shop.post(f"/api/v1/{path}", {"events": [body]})
        assert [(each["field"], WORDS in each["reason"]) for each in answer["rejected"]] == [("trace_id", True)]
    assert quoting(OF_ADA) == []


@pytest.mark.parametrize(
    ("kind", "ref", "hours", "taken"),
    [("trace_id", OF_ADA, 0, False), ("run_id", OF_ADA, 0, False), ("session", f"session of {ADA}", -1, False),
     ("session", f"session of {ADA}", 1, True), ("trace_id", OF_BOB, 0, True)],
)  # fmt: skip
def test_outcomes_that_name_what_was_erased(shop: Shop, kind: str, ref: str, hours: int, *, taken: bool) -> None:
    """Of a session those that happened before."""
    shop.erase("session", f"session of {ADA}")
    outcome = Outcome("late", 1, "support", kind, ref, shop.now_ns + hours * HOUR_NS, "success", None)
    answer = shop.post("/api/v1/outcomes", wire.outcomes([outcome]))
    assert answer["accepted"] == taken
    assert [each["field"] for each in answer["rejected"]] == ([] if taken else [kind])


def test_a_running_meter_counts_no_token_again_that_was_erased(shop: Shop) -> None:
    begun_ns = shop.now_ns - HOUR_NS // 2 - 60 * SECOND_NS
    shop.erase("user", ADA)
    assert query("SELECT count(*) FROM metric_point") == [(1,)]
    answer = shop.post("/v1/metrics", shop.metric(ADA, time.time_ns(), 900, begun_ns))
    assert "counted from now on" in answer["partialSuccess"]["errorMessage"]
    shop.post("/v1/metrics", shop.metric(ADA, time.time_ns(), 950, begun_ns))
    assert query("SELECT input_tokens FROM span WHERE user_id = %s", ADA) == [(50,)]
