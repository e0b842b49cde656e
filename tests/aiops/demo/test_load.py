"""The demo through a real server's door: what it refuses is said, and ends the command with code 1."""

import json
import re
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from aiops.core.models import ApiKey, Project
from costs.store import book
from traces.store import partitions
from workflows.models import SuccessMetric

DAY_NS = 86_400 * 10**9
FEW = {"runs_a_day": 1.0, "days": 20, "managed": 0, "no_wait": True}  # two bodies, the second not full


@pytest.fixture(autouse=True)
def home(transactional_db: None, tmp_path: Path, settings: Any) -> Path:
    """Where the demo remembers its anchor."""
    settings.AIOPS_HOME = tmp_path
    partitions.forget()
    book.forget()
    return tmp_path


def demo(server: Any, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("demo", **({"url": server.url} | FEW | options), stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue()


def stored() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM span WHERE source = 0")
        return int(cursor.fetchone()[0])


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for what in ("span", "span WHERE source = 0", "score", "outcome", "outcome WHERE version = 2"):
            cursor.execute(f"SELECT count(*) FROM {what}")
            found[what] = int(cursor.fetchone()[0])
    return found


def test_it_is_all_stored_once_however_often_it_is_loaded_and_can_be_removed(live_server: Any, home: Path) -> None:
    """Every door: spans, usage events, scores and outcomes; nothing is refused, or the command would fail."""
    first, _progress = demo(live_server)
    known = rows()
    assert min(known.values()) > 0
    assert first.splitlines() == [
        f"{known['span WHERE source = 0']:,} spans are in project demo.",
        f"{known['span'] - known['span WHERE source = 0']} usage events.",
        f"{known['score']} scores.",
        f"{known['outcome']} outcomes.",
    ]
    again, _progress = demo(live_server)
    assert rows() == known
    assert [line.split(",")[-1] for line in again.splitlines()[1:]] == [
        f" {known['span'] - known['span WHERE source = 0']} of them since before.",
        f" {known['score']} of them since before.",
        f" {known['outcome']} of them since before.",
    ]
    project = Project.objects.get(slug="demo")
    metrics = SuccessMetric.objects.filter(workflow__project=project)
    assert metrics.exclude(value_per_unit_nanousd=None).count() == 8
    assert project.retention_days == 90
    keys = ApiKey.objects.filter(project=project)
    assert {tuple(key.scopes) for key in keys} == {("admin",), ("ingest", "outcomes")}
    assert not keys.filter(revoked_at=None).exists()
    demo(live_server, remove=True)
    assert set(rows().values()) == {0}
    assert (Project.objects.filter(slug="demo").exists(), list(home.iterdir())) == (False, [])


def test_a_project_that_no_demo_was_loaded_into_is_not_removed(live_server: Any) -> None:
    call_command("project", "demo", stdout=StringIO())
    with pytest.raises(CommandError, match="so it stays"):
        demo(live_server, remove=True)
    assert Project.objects.filter(slug="demo").exists()


@pytest.mark.parametrize("before", ["", "the demo"])
def test_a_project_that_was_there_before_the_demo_asks_before_it_is_removed(
    live_server: Any, home: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    """Also one that was made anew by hand under the name of a demo that is gone."""
    known = home / "demo-demo-1.json"
    known.write_text(json.dumps({"anchor_ns": time.time_ns()} | ({"made": 10**9} if before else {})))
    call_command("project", "demo", stdout=StringIO())
    monkeypatch.setattr("sys.stdin", StringIO("no\n"))
    with pytest.raises(CommandError, match="Nothing was removed"):
        demo(live_server, remove=True)
    assert (Project.objects.filter(slug="demo").exists(), known.exists()) == (True, True)
    monkeypatch.setattr("sys.stdin", StringIO("demo\n"))
    demo(live_server, remove=True)
    assert (Project.objects.filter(slug="demo").exists(), known.exists()) == (False, False)


def test_a_demo_in_a_project_that_was_there_does_not_claim_it(live_server: Any, home: Path) -> None:
    call_command("project", "demo", stdout=StringIO())
    with pytest.raises(CommandError, match="Is the server running"):
        demo(live_server, url="http://127.0.0.1:1")
    assert "made" not in json.loads((home / "demo-demo-1.json").read_text())


def test_what_is_refused_is_said_and_no_success(live_server: Any, home: Path) -> None:
    """Its history ended 75 days ago and began 95 days ago; spans are kept for 90."""
    (home / "demo-demo-1.json").write_text(json.dumps({"anchor_ns": time.time_ns() - 75 * DAY_NS}))
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("demo", url=live_server.url, **FEW, stdout=out, stderr=err)
    found = re.match(r"([\d,]+) of ([\d,]+) spans ", str(refusal.value))
    assert found, refusal.value
    refused, sent = (int(each.replace(",", "")) for each in found.groups())
    assert (stored(), refused > 0) == (sent - refused, True)
    assert "spans rejected, the others are stored" in err.getvalue()
    assert out.getvalue().split("\n")[1] == f"{stored():,} spans are in project demo."


def test_a_server_that_is_not_there_is_no_success(live_server: Any) -> None:
    with pytest.raises(CommandError, match="Is the server running"):
        call_command("demo", url="http://127.0.0.1:1", **FEW)
