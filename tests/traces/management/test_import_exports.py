"""Exports of other products, as their own code writes them, through `manage.py import` into stored spans."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.core.management import CommandError

from aiops.core.models import Project
from tests import people
from tests.traces.management.test_import import run
from traces.events.exports import EXPORTS
from traces.store import partitions, reader
from traces.types import Span

pytestmark = pytest.mark.django_db
TRACE, ROOT, CALL = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "00f067aa0ba902b7"
Json = dict[str, Any]

PHOENIX: list[Json] = [
    {
        "name": "answer", "span_kind": "CHAIN", "parent_id": None, "start_time": "2026-10-01T08:00:00+00:00",
        "end_time": "2026-10-01T08:00:03.500000+00:00", "status_code": "OK", "status_message": "", "events": [],
        "context.span_id": ROOT, "context.trace_id": TRACE, "attributes.session.id": "s-1",
        "attributes.metadata": {"team": "till"},
    },
    {
        "name": "ChatCompletion", "span_kind": "LLM", "parent_id": ROOT, "start_time": "2026-10-01T08:00:01+00:00",
        "end_time": "2026-10-01T08:00:03+00:00", "status_code": "ERROR", "status_message": "cut off",
        "events": [{"name": "exception", "timestamp": "2026-10-01T08:00:03+00:00",
                    "attributes": {"exception.type": "RateLimitError", "exception.message": "slow down"}}],
        "context.span_id": CALL, "context.trace_id": TRACE, "attributes.llm.model_name": "gpt-4.1",
        "attributes.llm.provider": "openai", "attributes.llm.token_count.prompt": 2006,
        "attributes.llm.token_count.completion": 300, "attributes.llm.token_count.prompt_details.cache_read": 1920,
        "attributes.llm.input_messages": [{"message.role": "user", "message.content": "Where is my parcel?"}],
        "attributes.llm.output_messages": [{"message.role": "assistant", "message.content": "At the depot."}],
    },
]  # fmt: skip


def phoenix_frame() -> pd.DataFrame:
    """As get_spans_dataframe has it: the id is the index and a column as well."""
    return pd.DataFrame(PHOENIX).set_index("context.span_id", drop=False).rename_axis("index")


PHOENIX_FILES = {
    "spans.jsonl": lambda: phoenix_frame().to_json(orient="records", lines=True, date_format="iso"),
    "columns.json": lambda: phoenix_frame().to_json(),
    "records.json": lambda: json.dumps(PHOENIX, indent=1),
    "spans.csv": lambda: phoenix_frame().to_csv(),
}


@pytest.fixture(autouse=True)
def _fresh_partitions() -> None:
    partitions.forget()


@pytest.fixture
def shop() -> Project:
    return people.project("shop", retention_days=3650)


def stored(shop: Project, trace_id: str = TRACE) -> dict[str, Any]:
    detail = reader.trace(shop.pk, bytes.fromhex(trace_id))
    assert detail is not None
    return {span.name: span for span in detail.spans}


@pytest.mark.parametrize("name", PHOENIX_FILES)
def test_a_phoenix_dataframe_is_read_from_every_file_it_is_saved_to(shop: Project, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(PHOENIX_FILES[name]())
    code, out, _ = run(path)
    assert (code, out) == (0, f"{name}: 2 spans stored, 0 already there.\n")
    spans = stored(shop)
    call, root = spans["ChatCompletion"], spans["answer"]
    assert (call.kind, call.model, call.status, call.parent_span_id.hex()) == ("llm", "gpt-4.1", "error", ROOT)
    assert (call.input_tokens, call.cache_read_tokens, call.output_tokens) == (2006, 1920, 300)
    # $2.00, $0.50 and $8.00 a million: 86 * 2 + 1920 * 0.5 + 300 * 8 = 3532 millionths
    assert call.cost_nanousd == 3_532_000
    assert (root.session, root.duration_ns) == ("s-1", 3_500_000_000)
    assert run(path)[1] == f"{name}: 0 spans stored, 2 already there.\n"


LANGFUSE: list[Json] = [
    {
        "id": ROOT, "traceId": TRACE, "type": "SPAN", "name": "answer", "startTime": "2026-10-01T08:00:00.000Z",
        "endTime": "2026-10-01T08:00:03.500Z", "parentObservationId": None, "userId": "ada", "sessionId": "s-1",
        "level": "DEFAULT", "metadata": {"region": "eu"}, "traceName": "answer", "traceTags": [],
    },
    {
        "id": "7c6f2b7e-9d3f-4b7a-8a52-0d2f4f2c9a10", "traceId": TRACE, "type": "GENERATION", "name": "chat",
        "startTime": "2026-10-01T08:00:01.000Z", "endTime": "2026-10-01T08:00:03.000Z",
        "completionStartTime": "2026-10-01T08:00:01.250Z", "parentObservationId": ROOT, "model": "gpt-4.1",
        "modelParameters": {"temperature": 0}, "level": "ERROR", "statusMessage": "cut off",
        "usageDetails": {"input": 86, "input_cached_tokens": 1920, "output": 300, "total": 2306},
        "costDetails": {"total": 0.5}, "input": [{"role": "user", "content": "Where is my parcel?"}],
        "output": {"role": "assistant", "content": "At the depot."}, "metadata": {}, "userId": "ada",
    },
]  # fmt: skip


def snake(rows: list[Json]) -> list[Json]:
    """As blob storage has it: other names, and times without a zone."""
    from traces.events.exports.langfuse import snake as named

    found = [{named(name): value for name, value in row.items()} for row in rows]
    for row in found:
        for name in ("start_time", "end_time", "completion_start_time"):
            if row.get(name):
                row[name] = row[name].replace("T", " ").replace("Z", "000")
        row["provided_model_name"] = row.pop("model", None)
    return found


def csv_of(rows: list[Json]) -> str:
    """Lists and maps as JSON, as Langfuse's CSV has them."""
    flat = [{k: json.dumps(v) if isinstance(v, dict | list) else v for k, v in row.items()} for row in rows]
    return str(pd.DataFrame(flat).to_csv(index=False))


LANGFUSE_FILES = {
    "page.json": lambda: json.dumps(LANGFUSE),
    "page.csv": lambda: csv_of(LANGFUSE),
    "blob.jsonl": lambda: "\n".join(map(json.dumps, snake(LANGFUSE))),
    "api.json": lambda: json.dumps({"data": LANGFUSE, "meta": {"page": 1}}),
}


@pytest.mark.parametrize("name", LANGFUSE_FILES)
def test_langfuse_observations_are_read_from_pages_and_blob_storage(shop: Project, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(LANGFUSE_FILES[name]())
    code, out, err = run(path)
    assert (code, out) == (0, f"{name}: 2 spans stored, 0 already there.\n"), err
    call = stored(shop)["chat"]
    assert (call.kind, call.model, call.status, call.parent_span_id.hex()) == ("llm", "gpt-4.1", "error", ROOT)
    assert (call.input_tokens, call.cache_read_tokens, call.output_tokens) == (2006, 1920, 300)
    assert (call.first_token_ns, call.cost_nanousd, call.user) == (250_000_000, 3_532_000, "ada")


def test_langfuse_traces_and_scores(shop: Project, tmp_path: Path) -> None:
    traces, scores = tmp_path / "traces.jsonl", tmp_path / "scores.jsonl"
    traces.write_text(json.dumps({"id": TRACE, "timestamp": "2026-10-01 08:00:00.000000", "name": "answer",
                                  "user_id": "ada", "session_id": "s-1"}))  # fmt: skip
    told = {"trace_id": TRACE, "source": "EVAL", "timestamp": "2026-10-01 09:00:00.000000"}
    scores.write_text(
        "\n".join(
            json.dumps(told | more)
            for more in (
                {"id": "a", "name": "faithful", "value": 0.5, "string_value": None, "data_type": "NUMERIC"},
                {"id": "b", "name": "tone", "value": 0, "string_value": "rude", "data_type": "CATEGORICAL"},
                {"id": "c", "name": "tone", "value": "x", "string_value": None, "data_type": "NUMERIC"},
            )
        )
    )
    assert run(traces)[0] == 0
    code, out, err = run(scores)
    assert (code, "2 scores stored." in out, "1 refused: value: 'x' is not a number (row 3)" in err) == (1, True, True)
    assert stored(shop)["answer"].user == "ada"


HELICONE: list[Json] = [
    {
        "request_id": "0af76519-16cd-43dd-8448-eb211c80319c", "response_id": "r-1", "response_status": 200,
        "request_created_at": "2026-10-01 08:00:00.000", "response_created_at": "2026-10-01 08:00:02.000",
        "request_model": "claude-sonnet-4-5", "response_model": "claude-sonnet-4-5", "provider": "ANTHROPIC",
        "prompt_tokens": 86, "completion_tokens": 300, "prompt_cache_read_tokens": 1920, "delay_ms": 2000,
        "time_to_first_token": 250, "request_user_id": "ada", "costUSD": 0.5,
        "request_properties": {"Helicone-Session-Id": "s-1", "Helicone-Session-Name": "support", "team": "till"},
        "request_body": {"messages": [{"role": "user", "content": "Where is my parcel?"}]},
        "response_body": {"role": "assistant", "content": [{"type": "text", "text": "At the depot."}]},
    },
    {
        "request_id": "1af76519-16cd-43dd-8448-eb211c80319c", "response_id": "r-2", "response_status": 429,
        "request_created_at": "2026-10-01T08:00:05.000Z", "model": "gpt-4.1", "provider": "OPENAI",
        "prompt_tokens": 0, "completion_tokens": 0, "delay_ms": 40,
    },
    {
        "request_id": "2af76519-16cd-43dd-8448-eb211c80319c", "response_id": "r-3", "response_status": 200,
        "request_created_at": "2026-10-01T08:00:06.000Z", "model": "gpt-4.1", "provider": "OPENAI",
        "prompt_tokens": 86, "completion_tokens": 300, "delay_ms": 4, "cost": 0.01,
        "cache_reference_id": "0af76519-16cd-43dd-8448-eb211c80319c",
    },
    {
        "request_id": "3af76519-16cd-43dd-8448-eb211c80319c", "response_id": "r-4", "response_status": 200,
        "request_created_at": "2026-10-01T08:00:07.000Z", "model": "o3", "provider": "OPENAI", "delay_ms": 4000,
        "prompt_tokens": 86, "prompt_cache_read_tokens": 1920, "completion_tokens": 44, "reasoning_tokens": 256,
    },
]  # fmt: skip


def test_helicone_requests_are_calls_with_their_sessions(shop: Project, tmp_path: Path) -> None:
    path = tmp_path / "output.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in HELICONE))
    code, out, err = run(path)
    assert (code, out) == (0, "output.jsonl: 4 spans stored, 0 already there.\n"), err
    (call,) = stored(shop).values()
    assert (call.kind, call.workflow, call.session, call.user) == ("llm", "support", "s-1", "ada")
    assert (call.input_tokens, call.cache_read_tokens, call.first_token_ns) == (2006, 1920, 250_000_000)
    # $3.00, $0.30 and $15.00 a million: 86 * 3 + 1920 * 0.3 + 300 * 15 = 5334 millionths
    assert call.cost_nanousd == 5_334_000
    (refused,) = stored(shop, "1" + TRACE[1:]).values()
    assert (refused.status, refused.error_type) == ("error", "429")
    (cached,) = stored(shop, "2" + TRACE[1:]).values()
    assert (cached.kind, cached.input_tokens, cached.cost_nanousd) == ("cache", None, None), "it was paid for before"
    (thought,) = stored(shop, "3" + TRACE[1:]).values()
    assert (thought.input_tokens, thought.cache_read_tokens) == (86 + 1920, 1920)
    assert (thought.output_tokens, thought.reasoning_tokens) == (44 + 256, 256)


def test_helicone_csv_has_fewer_columns(shop: Project, tmp_path: Path) -> None:
    path = tmp_path / "output.csv"
    path.write_text(
        "response_id,response_created_at,response_status,request_created_at,request_body,request_properties,"
        "request_user_id,model,prompt_tokens,completion_tokens,latency,cost\n"
        '"0af76519-16cd-43dd-8448-eb211c80319c","2026-10-01T08:00:02Z","200","2026-10-01T08:00:00Z","","{}","ada",'
        '"gpt-4.1","100","10","1500","0.2"\n'
    )
    assert run(path)[0] == 0
    (call,) = stored(shop).values()
    assert (call.model, call.input_tokens, call.duration_ns) == ("gpt-4.1", 100, 1_500_000_000)


def test_bad_rows_are_named_and_counted_and_the_others_kept(shop: Project, tmp_path: Path) -> None:
    good = json.dumps(PHOENIX[0])
    lines = [good, "{broken", json.dumps(PHOENIX[1] | {"start_time": "soon"}), "[1]",
             json.dumps({**PHOENIX[1], "context.trace_id": None}), "{broken too"]  # fmt: skip
    path = tmp_path / "spans.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    code, out, err = run(path)
    assert (code, out) == (1, "spans.jsonl.gz: 1 spans stored, 0 already there.\n")
    for said in (
        "2 refused: is no JSON (row 2, 6)",
        "1 refused: start_time: 'soon' is not a time (row 3)",
        "1 refused: is no JSON object (row 4)",
        "1 refused: context.trace_id: is required (row 5)",
    ):
        assert said in err


def test_a_broken_first_line_costs_that_line_alone(shop: Project, tmp_path: Path) -> None:
    path = tmp_path / "spans.jsonl"
    path.write_text("\n".join(['{"broken', *map(json.dumps, PHOENIX)]))
    code, out, err = run(path)
    assert (code, out) == (1, "spans.jsonl: 2 spans stored, 0 already there.\n")
    assert "1 refused: is no JSON (row 1)" in err


LANGFUSE_TRACE = {"id": TRACE, "timestamp": "2026-10-01 08:00:00.000000", "name": "answer", "user_id": "ada"}


@pytest.mark.parametrize(
    ("rows", "bad", "said"),
    [
        (HELICONE, {"delay_ms": "nan"}, "delay_ms: 'nan' is not a number"),
        (HELICONE, {"prompt_tokens": "1e999"}, "prompt_tokens: '1e999' is not a number"),
        ([LANGFUSE_TRACE], {"latency": "inf"}, "latency: 'inf' is not a number"),
        ([LANGFUSE_TRACE], {"latency": 10**400}, "latency: '1000"),
    ],
)
def test_a_number_that_is_none_costs_its_row_alone(
    shop: Project, tmp_path: Path, rows: list[Json], bad: Json, said: str
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, [rows[0] | bad, rows[-1]])))
    code, out, err = run(path)
    assert (code, "1 spans stored" in out, said in err) == (1, True, True), err


def test_attributes_of_an_event_that_are_a_text_are_left() -> None:
    events = [{"name": "exception", "timestamp": None, "attributes": "none"}, {"name": "b", "attributes": '{"c": 1}'}]
    found = EXPORTS["phoenix"].read(PHOENIX[1] | {"events": events}, 0)
    assert isinstance(found, Span)
    assert [event.attributes for event in found.events] == [{}, {"c": 1}]


@pytest.mark.parametrize(
    ("product", "row", "warnings"),
    [
        ("phoenix", PHOENIX[0], []),
        ("phoenix", PHOENIX[0] | {"end_time": None}, ["no_end"]),
        ("langfuse", LANGFUSE[0] | {"endTime": None}, ["no_end"]),
        ("langfuse", LANGFUSE[0] | {"endTime": None, "type": "EVENT"}, []),
        ("langfuse", LANGFUSE_TRACE, ["no_end"]),
        ("helicone", HELICONE[1] | {"delay_ms": None}, ["no_end"]),
    ],
)
def test_a_row_without_an_end_says_so(product: str, row: Json, warnings: list[str]) -> None:
    found = EXPORTS[product].read(row, 0)
    assert isinstance(found, Span)
    assert (found.warnings, not warnings or found.end_ns == found.start_ns) == (warnings, True)


def test_an_array_that_is_cut_short_keeps_what_stands_before(shop: Project, tmp_path: Path) -> None:
    path = tmp_path / "spans.json"
    path.write_text(json.dumps(PHOENIX)[:-40])
    code, out, err = run(path)
    assert (code, "1 spans stored" in out, "is no JSON, or the file is cut short (row 2)" in err) == (1, True, True)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("people.csv", b"name,age\nada,36\n", r"its columns \(name, age\) are of no export"),
        ("spans.parquet", b"PAR1" + b"\0" * 20, "pyarrow"),
        ("one.json", b'{"hello": 1}', r"its columns \(hello\)"),
    ],
)
def test_a_file_of_nobody_is_refused_with_what_it_has(
    shop: Project, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        run(path)


def test_a_secret_in_an_export_is_taken_out(shop: Project, tmp_path: Path) -> None:
    path = tmp_path / "spans.jsonl"
    key = "sk-proj-" + "a1B2" * 12
    path.write_text(json.dumps(PHOENIX[0] | {"attributes.input.value": f"my key is {key}"}))
    run(path)
    detail = reader.trace(shop.pk, bytes.fromhex(TRACE))
    assert detail is not None
    assert key not in io.StringIO(repr(detail)).read()
