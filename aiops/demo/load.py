"""Sends the simulated company's history to a running server, through the same door as everybody's."""

import gzip
import json
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from aiops.demo import otlp
from aiops.demo.runs import Run

SPANS_PER_BODY = 480
TRIES = 8


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send to: base URL such as http://127.0.0.1:8000, and a key with the scope ingest."""

    url: str
    key: str


def anchor(path: Path, now_ns: int) -> int:
    """The moment at which the history ends. Remembered in `path`, so that loading twice sends the same spans."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"anchor_ns": now_ns}))
    return int(json.loads(path.read_text())["anchor_ns"])


def load(target: Target, runs: Iterable[Run], progress: Callable[[int], None]) -> None:
    """Posts the runs over two connections; `progress` gets the number of spans that are durable so far.

    Raises RuntimeError with the server's own words when it refuses for good.
    """
    done = 0
    with ThreadPoolExecutor(2) as pool:
        for sent in pool.map(lambda body: _post(target, body), otlp.bodies(runs, SPANS_PER_BODY)):
            done += sent
            progress(done)


def _post(target: Target, body: bytes) -> int:
    headers = {
        "Authorization": f"Bearer {target.key}",
        "Content-Type": "application/x-protobuf",
        "Content-Encoding": "gzip",
        "User-Agent": "aiops-demo",
    }
    request = Request(f"{target.url}/v1/traces", gzip.compress(body, 1), headers)  # noqa: S310 the address is our own
    for attempt in range(TRIES):
        try:
            with urlopen(request, timeout=60) as answer:  # noqa: S310
                answer.read()
                return SPANS_PER_BODY
        except HTTPError as error:
            if error.code not in (429, 502, 503, 504) or attempt == TRIES - 1:
                raise RuntimeError(f"{target.url} answered {error.code}: {error.read()[:300]!r}") from error
            time.sleep(float(error.headers.get("Retry-After") or 1))
    return 0
