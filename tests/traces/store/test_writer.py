import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import SECOND_NS, T0_NS, batch, llm, span, span_id, trace, trace_id
from traces import rollup, settle
from traces.ingest.write import write
from traces.store import blob, partitions, quarantine
from traces.types import Receipt, Rejection, Resource, Span

pytestmark = pytest.mark.django_db
DAY_NS = 86_400 * SECOND_NS
MINUTE_NS = 60 * SECOND_NS


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def stored(spans: list[Span], **fields: Any) -> Receipt:
    sent = batch(spans, **fields)
    write(sent)
    assert sent.receipt is not None
    return sent.receipt


def test_a_batch_is_stored_with_its_sums() -> None:
    assert stored(trace(12)) == Receipt(accepted=12)
    assert query("SELECT count(*), sum(cost_nanousd) FROM span") == [(12, 60_000_000)]
    row = query("SELECT span_count, call_count, cost_nanousd, input_tokens, status, name, has_root FROM trace")
    assert row == [(12, 6, 60_000_000, 600, "ok", "answer", True)]


def test_the_same_batch_three_times_is_stored_once() -> None:
    spans = trace(12)
    assert stored(spans) == Receipt(accepted=12)
    assert [stored(spans), stored(spans)] == [Receipt(duplicate=12), Receipt(duplicate=12)]
    assert query("SELECT count(*) FROM span") == [(12,)]
    assert query("SELECT span_count, cost_nanousd FROM trace") == [(12, 60_000_000)]
    assert query("SELECT count(*) FROM span_blob") == [(1,)]
    assert query("SELECT count(*) FROM mark") == [(1,)]


def test_a_known_id_with_another_body_is_a_conflict_and_the_first_stays() -> None:
    first = span(name="first")
    second = span(trace_id=first.trace_id, span_id=first.span_id, name="second", start_ns=T0_NS + 1)
    assert stored([first]).accepted == 1
    assert stored([second]) == Receipt(conflict=[first.span_id.hex()])
    assert query("SELECT name FROM span") == [("first",)]


def test_the_same_id_twice_in_one_batch_is_stored_once() -> None:
    first = span(name="first")
    again = span(trace_id=first.trace_id, span_id=first.span_id, name="first", attributes=first.attributes)
    other = span(trace_id=first.trace_id, span_id=first.span_id, name="other")
    assert stored([first, again, other]) == Receipt(accepted=1, duplicate=1, conflict=[first.span_id.hex()])
    assert query("SELECT name FROM span") == [("first",)]


@pytest.mark.parametrize(
    ("start_ns", "refused"),
    [
        (T0_NS - 30 * DAY_NS - 1, ["too_old"]),  # a nanosecond older than the retention
        (T0_NS - 30 * DAY_NS, []),
        (T0_NS + DAY_NS, []),
        (T0_NS + DAY_NS + 1, ["in_future"]),
        (0, ["too_old"]),
        (2**64 - 1, ["in_future"]),
        (-(2**70), ["too_old"]),
    ],
)
def test_spans_outside_the_allowed_times_are_kept_in_quarantine(start_ns: int, refused: list[str]) -> None:
    sent = batch([span(start_ns=start_ns, end_ns=start_ns)], received_ns=T0_NS)
    write(sent)
    assert sent.receipt == Receipt(accepted=1 - len(refused))
    assert [rejection.code for rejection in sent.rejected] == refused
    assert query("SELECT count(*) FROM quarantine") == [(len(refused),)]


@pytest.mark.parametrize("end_ns", [T0_NS + 2 * 86_400 * 10**9, 2**63 - 1, 2**70])
def test_an_end_that_lies_days_ahead_is_refused_so_that_sums_of_durations_hold(end_ns: int) -> None:
    sent = batch([span(start_ns=T0_NS, end_ns=end_ns)], received_ns=T0_NS)
    write(sent)
    [refused] = sent.rejected
    assert (refused.code, refused.field) == ("in_future", "end_time_unix_nano")


def test_quarantine_keeps_the_whole_span_and_the_reason() -> None:
    stored([span(name="old", start_ns=0, attributes={"a": [b"\x00", 1.5]})])
    [(code, reason, service, body)] = query("SELECT code, reason, service, body FROM quarantine")
    assert (code, service) == ("too_old", "shop")
    assert "30 days" in reason
    assert quarantine.decode(bytes(body))["attributes"] == {"a": [b"\x00", 1.5]}


@pytest.mark.parametrize(
    "bad",
    [
        {"name": "nul \0 byte"},
        {"tags": {"region": "\0"}},
        {"model": "lone \ud800 surrogate"},
        {"input_tokens": 2**63},
        {"output_tokens": -1},
        {"trace_id": b"short"},
        {"kind": 7},
    ],
)
def test_one_span_the_store_cannot_hold_never_sinks_its_batch(bad: dict[str, Any]) -> None:
    good, refused = trace(5), span(index=5, **bad)
    sent = batch([*good, refused])
    write(sent)
    assert sent.receipt == Receipt(accepted=5)
    assert [(each.index, each.code) for each in sent.rejected] == [(5, "not_storable")]
    assert query("SELECT code FROM quarantine") == [("not_storable",)]


def test_a_trace_whose_sums_are_full_takes_no_more_and_nothing_breaks() -> None:
    first = llm(cost_nanousd=2**50)
    stored([first])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trace SET cost_nanousd = 2 ^ 63 - 1024")
    sent = batch([llm(trace_id=first.trace_id, cost_nanousd=2**50)])
    write(sent)
    assert sent.receipt == Receipt(accepted=0)
    assert [each.code for each in sent.rejected] == ["not_storable"]


LABELS = (
    "name", "kind", "error_type", "workflow", "run_id", "step", "provider", "model", "service_tier", "finish_reason",
    "session", "user", "release", "prompt_fingerprint", "prompt_hash", "convention",
)  # fmt: skip


def test_endless_labels_are_cut_to_what_every_index_can_hold() -> None:
    """No compression can save a random text: all labels at once, through summaries, runs and roll-ups."""
    noise = "".join(chr(0x4E00 + byte * 7 + at % 5) for at, byte in enumerate(random.Random(1).randbytes(9_000)))
    resource = Resource({"service.name": noise})
    sent = llm(**dict.fromkeys(LABELS, noise), resource=resource, tags={"region": noise}, warnings=[noise])
    assert stored([sent]).accepted == 1
    provisional = query(f"SELECT {TEXTS_OF_TRACE} FROM trace")
    assert settle.settle_ready(1, T0_NS + MINUTE_NS) == 1
    assert rollup.recompute_ready(1, T0_NS + MINUTE_NS, 0) > 0
    assert query(f"SELECT {TEXTS_OF_TRACE} FROM trace") == provisional
    assert query("SELECT octet_length(model), octet_length(name), model FROM span") == [(255, 1023, noise[:85])]


TEXTS_OF_TRACE = "name, service, workflow, models, providers, kinds, session, user_id, release, prompt_fingerprint"


def test_several_refused_spans_are_all_found() -> None:
    sent = batch([span(name=f"{'bad' if n % 5 == 0 else 'good'}{chr(0) if n % 5 == 0 else ''}") for n in range(40)])
    write(sent)
    assert sent.receipt == Receipt(accepted=32)
    assert len(sent.rejected) == 8


def test_sums_that_would_overflow_are_refused_before_they_are_summed() -> None:
    sent = batch([llm(trace_id=trace_id(1), input_tokens=2**62) for _ in range(3)])
    write(sent)
    assert sent.receipt == Receipt(accepted=0)
    assert len(sent.rejected) == 3


def test_every_column_holds_what_the_span_said() -> None:
    fields: dict[str, Any] = {
        "name": "chat ünï", "kind": "llm", "status": "error", "error_type": "Timeout", "workflow": "w", "run_id": "r",
        "step": "s", "attempt": 2, "provider": "openai", "model": "m", "input_tokens": 9, "output_tokens": 8,
        "cache_read_tokens": 7, "cache_write_tokens": 6, "cache_write_1h_tokens": 5, "reasoning_tokens": 4,
        "input_audio_tokens": 3, "output_audio_tokens": 2, "cost_nanousd": 10**12, "cost_source": "price",
        "price_id": 77, "service_tier": "flex", "finish_reason": "stop", "session": "se", "user": "us",
        "release": "v1", "prompt_fingerprint": "fp", "prompt_hash": "ph", "convention": "genai@1.37",
        "warnings": ["clock_skew", "truncated"], "first_token_ns": 5,
    }  # fmt: skip
    sent = span(parent_span_id=span_id(9), start_ns=T0_NS + 1_234, tags={"region": "eu"}, **fields)
    stored([sent])
    names = [name.replace("user", "user_id") for name in fields]
    [row] = query(f"SELECT {', '.join(names)} FROM span")
    assert dict(zip(fields, row, strict=True)) == fields
    times = query(
        "SELECT start_ns, duration_ns, extract(epoch FROM start_time) * 1000000, service, tags->>'region' FROM span"
    )
    assert times == [(T0_NS + 1_234, SECOND_NS - 1_234, T0_NS // 1000 + 1, "shop", "eu")]
    ids = query("SELECT uuid_send(trace_id), span_id, parent_span_id, usage_counted, superseded FROM span")
    assert [tuple(map(bytes, ids[0][:3])), ids[0][3:]] == [(sent.trace_id, sent.span_id, span_id(9)), (True, False)]


def test_unknown_stays_null_and_is_never_zero() -> None:
    stored([span()])
    unknown = "input_tokens, cost_nanousd, model, attempt, tags, warnings, first_token_ns, parent_span_id, price_id"
    assert query(f"SELECT {unknown} FROM span") == [(None,) * 9]
    assert query("SELECT cost_nanousd, unpriced_calls FROM trace") == [(None, 0)]


def test_each_row_finds_its_body_also_when_part_of_the_batch_was_known() -> None:
    spans = trace(6)
    stored(spans[2:4])
    stored(list(reversed(spans)))
    found = query(
        "SELECT s.span_id, s.body_index, b.data FROM span s JOIN span_blob b USING (project_id, trace_id, batch_id)"
    )
    bodies = {bytes(span_id): blob.decode(bytes(data))[index].attributes for span_id, index, data in found}
    assert bodies == {span.span_id: span.attributes for span in spans}


def test_two_projects_may_use_the_same_ids() -> None:
    spans = trace(3)
    assert stored(spans, project_id=1).accepted == 3
    assert stored(spans, project_id=2).accepted == 3
    assert query("SELECT project_id, span_count FROM trace ORDER BY 1") == [(1, 3), (2, 3)]


def test_a_root_that_comes_later_names_the_trace() -> None:
    root, *children = trace(4, workflow="late root")
    for child in children:
        child.status, child.workflow, child.name = "error", None, "child"
    stored(children)
    assert query("SELECT name, status, workflow, has_root FROM trace") == [("child", "error", None, False)]
    stored([root])
    assert query("SELECT name, status, workflow, has_root FROM trace") == [("answer", "ok", "late root", True)]


def test_one_mark_for_each_minute_that_changed() -> None:
    stored([span(start_ns=T0_NS + minute * MINUTE_NS) for minute in (0, 0, 3)])
    first = T0_NS // MINUTE_NS * 60
    marks = query("SELECT kind, extract(epoch FROM bucket)::bigint FROM mark ORDER BY 2")
    assert marks == [("span", first), ("span", first + 180)]


def test_what_came_in_is_counted_by_code_and_client() -> None:
    spans = trace(3)
    stored(spans)
    write(
        batch(
            [*spans, span(start_ns=0)],
            client="otel/1.0\0",
            notes=Counter({"redacted.jwt": 2}),
            rejected=[Rejection(7, "span_id", "all zero", "bad_id")],
        )
    )
    counted = query("SELECT code, n FROM ingest_count WHERE client = 'otel/1.0\ufffd' ORDER BY code")
    assert counted == [("duplicate", 3), ("redacted.jwt", 2), ("rejected.bad_id", 1), ("rejected.too_old", 1)]


def test_a_day_that_was_dropped_meanwhile_is_made_again() -> None:
    stored([span()])
    query_day = partitions.name_of("span", min(partitions.days_of([T0_NS])))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {query_day}")
    assert stored([span()]).accepted == 1


def test_late_spans_open_a_settled_trace_again() -> None:
    first, second = trace(2)
    stored([first])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trace SET settled_at = now(), settle_failures = 3")
    stored([second], received_ns=T0_NS + 60 * SECOND_NS)
    opened = query("SELECT settled_at, settle_failures, extract(epoch FROM settle_after - last_seen) FROM trace")
    assert opened == [(None, 0, 5)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_however_batches_are_split_reordered_and_repeated_the_sums_are_the_same(data: st.DataObject) -> None:
    spans = trace(7)
    sent = data.draw(st.permutations(spans * 3))
    size = data.draw(st.integers(1, 10))
    for start in range(0, len(sent), size):
        stored(sent[start : start + size])
    mine = spans[0].trace_id.hex()
    sums = "SELECT span_count, call_count, input_tokens, output_tokens, cost_nanousd, name FROM trace"
    assert query(f"{sums} WHERE trace_id = %s", mine) == [(7, 3, 300, 60, 30_000_000, "answer")]
    assert query("SELECT count(*), count(DISTINCT span_id) FROM span WHERE trace_id = %s", mine) == [(7, 7)]


@pytest.mark.django_db(transaction=True)
def test_eight_writers_of_one_trace_at_once_store_each_span_once() -> None:
    spans = trace(200)
    shifted = [spans[start:] + spans[:start] for start in range(0, 200, 25)]
    parts = [part[start : start + 60] for part in shifted for start in range(0, 200, 60)]

    def send(part: list[Span]) -> int:
        try:
            return stored(part).accepted
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        accepted = sum(pool.map(send, parts * 2))
    assert accepted == 200
    assert query("SELECT count(*) FROM span") == [(200,)]
    assert query("SELECT span_count, call_count, cost_nanousd FROM trace") == [(200, 100, 1_000_000_000)]


def test_one_bad_span_among_many_sent_again_is_found_and_alone_rejected() -> None:
    """More than 1,000 rows: so many COPY reads before it looks whether their keys exist."""
    spans = [span() for _ in range(1_300)]
    stored(spans[:1_100])
    sent = batch([*spans, span(index=7, name="nul \0 byte")])
    write(sent)
    assert sent.receipt == Receipt(accepted=200, duplicate=1_100)
    assert [each.index for each in sent.rejected] == [7]


def test_sums_that_are_full_sink_their_own_trace_alone() -> None:
    first = llm()
    stored([first])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trace SET cost_nanousd = 2 ^ 63 - 1024")
    sent = batch([*trace(6), llm(trace_id=first.trace_id, index=3), *trace(6)])
    write(sent)
    assert sent.receipt == Receipt(accepted=12)
    assert [each.index for each in sent.rejected] == [3]
