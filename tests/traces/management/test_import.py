import gzip
import json
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import zstandard
from django.core.management import CommandError, call_command
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span

from aiops.core.models import Project
from tests import people
from traces.store import partitions, reader
from traces.types import TraceFilter

pytestmark = pytest.mark.django_db
DAY_NS = 86_400_000_000_000


@pytest.fixture(autouse=True)
def _fresh_partitions() -> None:
    partitions.forget()


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


def spans(count: int, first: int = 1, days_old: int = 0) -> list[dict[str, Any]]:
    start_ns = time.time_ns() // DAY_NS * DAY_NS - days_old * DAY_NS
    return [
        {
            "traceId": f"{number:032x}",
            "spanId": f"{number:016x}",
            "name": f"span {number}",
            "startTimeUnixNano": str(start_ns + number),
            "endTimeUnixNano": str(start_ns + number + 5),
        }
        for number in range(first, first + count)
    ]


def request(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"resourceSpans": [{"scopeSpans": [{"spans": found}]}]}


def protobuf(count: int) -> bytes:
    made = [
        Span(
            trace_id=bytes.fromhex(each["traceId"]),
            span_id=bytes.fromhex(each["spanId"]),
            name=each["name"],
            start_time_unix_nano=int(each["startTimeUnixNano"]),
            end_time_unix_nano=int(each["endTimeUnixNano"]),
        )
        for each in spans(count)
    ]
    scope_spans = ScopeSpans(spans=made)
    return ExportTraceServiceRequest(resource_spans=[ResourceSpans(scope_spans=[scope_spans])]).SerializeToString()


def run(*paths: Path, project: str = "shop") -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import", *map(str, paths), project=project, stdout=out, stderr=err)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def stored(project: Project) -> int:
    return reader.totals(project.pk, TraceFilter(0, time.time_ns() + DAY_NS)).traces


LINES = b"".join(json.dumps(request(spans(1, first))).encode() + b"\n\n" for first in (1, 2, 3))
FORMS = {
    "one request": json.dumps(request(spans(3))).encode(),
    "indented": json.dumps(request(spans(3)), indent=2).encode(),
    "lines": LINES,
    "protobuf": protobuf(3),
    "gzip": gzip.compress(LINES),
    "zstd": zstandard.compress(protobuf(3)),
    "zstd frames": zstandard.compress(LINES) + zstandard.compress(json.dumps(request(spans(1, 3))).encode()),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_file_is_read(shop: Project, tmp_path: Path, form: str) -> None:
    (tmp_path / "file").write_bytes(FORMS[form])
    code, out, _ = run(tmp_path / "file")
    assert (code, stored(shop)) == (0, 3)
    assert "3 spans stored" in out


def test_importing_twice_adds_nothing(shop: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(LINES)
    run(tmp_path / "file")
    _, out, _ = run(tmp_path / "file")
    assert "0 spans stored, 3 already there" in out
    assert stored(shop) == 3


def test_spans_older_than_the_project_keeps_are_stored_and_named(shop: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(json.dumps(request(spans(2, days_old=200))))
    code, _, err = run(tmp_path / "file")
    assert (code, stored(shop)) == (0, 2)
    assert "2 are older than the 30 days" in err


def test_a_bad_span_is_refused_by_name_and_the_others_are_stored(shop: Project, tmp_path: Path) -> None:
    bad = {**spans(1, 9)[0], "traceId": "0" * 32}
    (tmp_path / "file").write_text(json.dumps(request([*spans(2), bad])))
    code, _, err = run(tmp_path / "file")
    assert (code, stored(shop)) == (1, 2)
    assert "1 refused" in err


def test_an_impossibly_old_span_makes_no_partition(shop: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(json.dumps(request(spans(1, days_old=9_000))))
    before = partitions.names("span")
    assert run(tmp_path / "file")[0] == 1
    assert partitions.names("span") == before


BROKEN = {
    "nothing of ours": b"\x00\x01\x02 not a request",
    "cut gzip": gzip.compress(LINES)[:-20],
    "cut zstd": zstandard.compress(LINES)[:20],
    "cut json": FORMS["indented"][:-5],
    "a line of nonsense": LINES + b"nonsense\n",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_named(shop: Project, tmp_path: Path, kind: str) -> None:
    (tmp_path / "broken.json").write_bytes(BROKEN[kind])
    with pytest.raises(CommandError, match=r"broken\.json"):
        run(tmp_path / "broken.json")


def test_what_was_read_before_the_break_stays(shop: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(BROKEN["a line of nonsense"])
    with pytest.raises(CommandError):
        run(tmp_path / "file")
    assert stored(shop) == 3


def test_a_missing_file_and_a_missing_project_are_named(shop: Project, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="absent"):
        run(tmp_path / "absent")
    with pytest.raises(CommandError, match="no project 'bank'"):
        run(tmp_path / "absent", project="bank")
