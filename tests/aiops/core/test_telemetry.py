import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from aiops.core import shared_counters, telemetry
from tests import people
from tests.factories import batch, span
from traces.ingest.write import write
from traces.metrics import count
from traces.store import partitions

pytestmark = pytest.mark.django_db


def figures(text: bytes) -> dict[str, float]:
    """Every sample by name and labels."""
    found = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            labels = (f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[" ".join([sample.name, *labels])] = sample.value
    return found


def read(client: Client, **extra: Any) -> Any:
    return client.get("/metrics", **extra)


def test_requests_are_counted_by_address_pattern_and_never_by_address(client: Client) -> None:
    project = people.project("secret-name")
    before = figures(telemetry.exposition())
    client.get(f"/p/{project.slug}/traces/")
    after = figures(read(client).content)
    name = "aiops_http_request_seconds_count method=GET route=p/<slug:slug>/traces/ status=3xx"
    assert after[name] == before.get(name, 0) + 1
    assert b"secret-name" not in read(client).content


def test_spans_are_counted_by_what_became_of_them() -> None:
    partitions.forget()
    known = span()
    before = figures(telemetry.exposition())
    for sent in (batch([known, span(start_ns=1)]), batch([known])):
        write(sent)
        count(sent)
    after = figures(telemetry.exposition())
    grown = {
        outcome: after[name] - before.get(name, 0)
        for outcome in ("accepted", "duplicate", "rejected")
        if (name := f"aiops_ingest_spans_total outcome={outcome}") in after
    }
    assert grown == {"accepted": 1, "duplicate": 1, "rejected": 1}


def test_work_that_waits_is_told() -> None:
    partitions.forget()
    write(batch([span(), span()]))
    found = figures(telemetry.exposition())
    assert found["aiops_open_traces"] == 2
    assert found["aiops_rollup_marks"] > 0
    assert found["aiops_rollup_lag_seconds"] > 0
    assert found["aiops_database_up"] == 1


def test_without_a_database_the_rest_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Any:
        raise OperationalError

    monkeypatch.setattr(telemetry, "_contributions", [away])
    found = figures(telemetry.exposition())
    assert found["aiops_database_up"] == 0
    assert "aiops_http_requests_in_flight" in found


COUNT = """
import sys
from pathlib import Path
from aiops.core import shared_counters
shared_counters.share(Path(sys.argv[1]))
from prometheus_client import Counter
Counter("test_shared", "").inc(int(sys.argv[2]))
print("counted", flush=True)
sys.stdin.read()
"""
READ = """
import sys
from pathlib import Path
from aiops.core import shared_counters
shared_counters.share(Path(sys.argv[1]))
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
registry = CollectorRegistry()
MultiProcessCollector(registry)
print(generate_latest(registry).decode())
"""


def start(code: str, *arguments: Any) -> Any:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], **pipes)  # type: ignore[call-overload]


def test_processes_count_together_and_a_fresh_start_begins_at_zero(tmp_path: Path) -> None:
    counting = [start(COUNT, tmp_path, number) for number in (3, 4)]
    for each in counting:
        assert each.stdout.readline() == "counted\n"
    together, _ = start(READ, tmp_path).communicate()
    for each in counting:
        each.communicate()
    afterwards, _ = start(READ, tmp_path).communicate()
    assert "test_shared_total 7.0" in together
    assert "test_shared" not in afterwards


def test_a_folder_that_cannot_be_made_keeps_nothing_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(shared_counters.VARIABLE, str(tmp_path / "file" / "below"))
    (tmp_path / "file").write_text("")
    shared_counters.share(tmp_path)
    assert shared_counters.VARIABLE not in os.environ


OUTSIDE = {"REMOTE_ADDR": "203.0.113.9"}


def test_this_machine_reads_without_a_key(client: Client) -> None:
    assert read(client).status_code == 200
    assert read(client, REMOTE_ADDR="::1").status_code == 200


def test_others_need_a_key_that_reads(client: Client) -> None:
    project = people.project()
    reading, sending = people.key(project, "read").text, people.key(project, "ingest").text
    assert read(client, **OUTSIDE).status_code == 401
    assert read(client, **OUTSIDE, headers={"Authorization": f"Bearer {sending}"}).status_code == 403
    assert read(client, **OUTSIDE, headers={"Authorization": f"Bearer {reading}"}).status_code == 200


def test_a_proxy_on_this_machine_makes_nobody_local(client: Client) -> None:
    assert read(client, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 401


@pytest.mark.parametrize(("setting", "status"), [("open", 200), ("key", 401)])
def test_who_reads_is_a_setting(client: Client, settings: Any, setting: str, status: int) -> None:
    settings.METRICS = setting
    assert read(client, **({} if setting == "key" else OUTSIDE)).status_code == status
