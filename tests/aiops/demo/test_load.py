"""The demo through a real server's door: what it refuses is said, and ends the command with code 1."""

import json
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from traces.store import partitions

DAY_NS = 86_400 * 10**9
RUNS = 45  # two bodies, the second not full


@pytest.fixture(autouse=True)
def home(transactional_db: None, tmp_path: Path, settings: Any) -> Path:
    """Where the demo remembers its anchor."""
    settings.AIOPS_HOME = tmp_path
    partitions.forget()
    return tmp_path


def demo(server: Any, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("demo", url=server.url, **({"runs": RUNS, "managed": 0} | options), stdout=out, stderr=err)
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


def test_it_is_all_stored_and_once_however_often_it_is_loaded(live_server: Any) -> None:
    """Every door: spans, usage events, scores and outcomes; nothing is refused, or the command would fail."""
    first, _progress = demo(live_server, runs=200)
    known = rows()
    assert known["span WHERE source = 0"] == 200 * 12
    assert min(known.values()) > 0
    assert first.splitlines() == [
        f"{200 * 12:,} spans are in project demo.",
        f"{known['span'] - 200 * 12} usage events.",
        f"{known['score']} scores.",
        f"{known['outcome']} outcomes.",
    ]
    again, _progress = demo(live_server, runs=200)
    assert rows() == known
    assert [line.split(",")[-1] for line in again.splitlines()[1:]] == [
        f" {known['span'] - 200 * 12} of them since before.",
        f" {known['score']} of them since before.",
        f" {known['outcome']} of them since before.",
    ]


def test_what_is_refused_is_said_and_no_success(live_server: Any, home: Path) -> None:
    """Its history ended 20 days ago and began 40 days ago; spans are kept for 30."""
    (home / "demo-demo-1.json").write_text(json.dumps({"anchor_ns": time.time_ns() - 20 * DAY_NS}))
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("demo", url=live_server.url, runs=RUNS, managed=0, days=20, stdout=out, stderr=err)
    missing = RUNS * 12 - stored()
    assert missing > 0
    assert str(refusal.value).startswith(f"{missing} of {RUNS * 12} spans and ")
    assert "usage events were refused." in str(refusal.value)
    assert "spans rejected, the others are stored" in err.getvalue()
    assert out.getvalue().split("\n")[1] == f"{stored()} spans are in project demo."


def test_a_server_that_is_not_there_is_no_success(live_server: Any) -> None:
    with pytest.raises(CommandError, match="Is the server running"):
        call_command("demo", url="http://127.0.0.1:1", runs=1)
