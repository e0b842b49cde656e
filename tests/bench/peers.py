"""The same batches into Phoenix and MLflow, each from PyPI in a throwaway environment, beside ours in one run.

What is timed is what each of them promises with its answer: MLflow stores before it answers; Phoenix answers from
memory, so its clock runs until the last span can be read back.
"""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.bench import load
from tests.bench.ingest import row
from tests.bench.stack import free_port, running


@dataclass(frozen=True)
class Peer:
    """How to install, start and ask another product."""

    name: str
    package: str
    command: tuple[str, ...]
    health: str
    headers: tuple[tuple[str, str], ...] = ()


PEERS = (
    Peer("Phoenix", "arize-phoenix", ("phoenix", "serve"), "/healthz"),
    Peer(
        "MLflow",
        "mlflow",
        ("mlflow", "server", "--port", "{port}", "--backend-store-uri", "sqlite:///{home}/mlflow.db"),
        "/health",
        (("x-mlflow-experiment-id", "0"),),
    ),
)


def compare(runs: int) -> Iterator[dict[str, Any]]:
    """Durable spans a second of ours and theirs: batches of 200, 4 connections, everything on core 0."""
    bodies, spans = load.encode(runs, 200), load.spans_of(runs)
    with running(cores={0}) as stack:
        cpu = stack.cpu_seconds()
        sent = load.send(stack.url, stack.key, bodies, spans)
        yield row("aiops", sent, stack.cpu_seconds() - cpu)
    for peer in PEERS:
        with started(peer) as url:
            begun = time.monotonic()
            sent = load.send(url, "none", bodies[: max(1, len(bodies) // 10)], spans // 10, headers=dict(peer.headers))
            if peer.name == "Phoenix":
                wait_for(url, spans // 10)
            seconds = time.monotonic() - begun
            yield {**row(peer.name, sent, 0), "spans/s": round(sent.spans / seconds)}


@contextmanager
def started(peer: Peer) -> Iterator[str]:
    """The peer running on core 0 with a fresh home."""
    with tempfile.TemporaryDirectory(prefix="aiops-peer-") as home:
        subprocess.run(["uv", "venv", "-q", f"{home}/venv"], check=True)
        subprocess.run(["uv", "pip", "install", "-q", "-p", f"{home}/venv/bin/python", peer.package], check=True)
        port, before = free_port(), os.sched_getaffinity(0)
        os.sched_setaffinity(0, {0})
        command = [part.format(port=port, home=home) for part in peer.command]
        environment = os.environ | {
            "PHOENIX_PORT": str(port),
            "PHOENIX_GRPC_PORT": str(free_port()),
            "PHOENIX_WORKING_DIR": home,
            "PATH": f"{home}/venv/bin:{os.environ['PATH']}",
        }
        program = [f"{home}/venv/bin/{command[0]}", *command[1:]]
        with Path(home, "log").open("w") as log:
            process = subprocess.Popen(program, env=environment, stdout=log, stderr=log)
        try:
            answers(f"http://127.0.0.1:{port}{peer.health}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)
            os.sched_setaffinity(0, before)


def answers(url: str, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urlopen(url, timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.3)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


def wait_for(url: str, spans: int, seconds: float = 600) -> None:
    """Until Phoenix has written as many spans as were sent."""
    query = json.dumps({"query": "{ projects { edges { node { recordCount } } } }"}).encode()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with urlopen(Request(f"{url}/graphql", query, {"Content-Type": "application/json"}), timeout=60) as answer:
            nodes = json.load(answer)["data"]["projects"]["edges"]
        if sum(each["node"]["recordCount"] for each in nodes) >= spans:
            return
        time.sleep(0.2)
    raise RuntimeError("Phoenix did not write all spans")
