"""A full disk costs clients a retry, never a span that was acknowledged."""

import contextlib
import json
import secrets
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.aiops.core.embedded.installation import Installation, wait_until
from tests.aiops.core.embedded.test_refusals import mounted

pytestmark = pytest.mark.faults
SPANS = 50


def batch() -> bytes:
    now = time.time_ns()
    text = {"key": "text", "value": {"stringValue": secrets.token_hex(4000)}}
    spans = [
        {
            "traceId": secrets.token_hex(16),
            "spanId": secrets.token_hex(8),
            "name": "work",
            "startTimeUnixNano": str(now),
            "endTimeUnixNano": str(now + 1000),
            "attributes": [text],
        }
        for _ in range(SPANS)
    ]
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}).encode()


def send(up: Installation, key: str) -> tuple[int, str]:
    """The status, and how long to wait when it is a refusal."""
    headers = {"content-type": "application/json", "x-api-key": key}
    request = urllib.request.Request(f"http://127.0.0.1:{up.port}/v1/traces", data=batch(), headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.read() == b"{}"  # nothing rejected
            return answer.status, ""
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get("Retry-After", "")


def listed(up: Installation, key: str) -> int:
    """Traces that the API lists; each span sent here is one."""
    url, found, cursor = f"http://127.0.0.1:{up.port}/api/v1/traces?limit=500", 0, ""
    while cursor is not None:
        request = urllib.request.Request(url + (f"&cursor={cursor}" if cursor else ""), headers={"x-api-key": key})
        with urllib.request.urlopen(request, timeout=30) as answer:
            page = json.loads(answer.read())
        found, cursor = found + len(page["results"]), page["next"]
    return found


def fill(folder: Path) -> Path:
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(65536))
    return filler


def test_a_full_disk_refuses_with_503_and_recovers_with_all_it_acknowledged(tmp_path: Path) -> None:
    home = tmp_path / "home"
    up = Installation(home, prefix=mounted("size=400m", home)).start()
    try:
        key = up.transcript.split("x-api-key=")[1].split('"')[0]
        acknowledged = SPANS * [send(up, key)[0] for _ in range(3)].count(200)
        assert up.process is not None
        filler = fill(Path(f"/proc/{up.process.pid}/root{home}"))
        refused: list[tuple[int, bool]] = []
        while len(refused) < 3:
            status, retry_after = send(up, key)
            acknowledged += SPANS * (status == 200)
            refused += [(status, retry_after in {"1", "2", "3"})] * (status != 200)
        assert refused == [(503, True)] * 3
        filler.unlink()
        wait_until(lambda: send(up, key)[0] == 200)
        assert listed(up, key) == acknowledged + SPANS
    finally:
        up.stop()
