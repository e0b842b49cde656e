"""The products that are compared: how to install, start and ask each of them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

import orjson

from tests.bench.ingest import SIZES, TELEMETRY, drain
from tests.bench.queries import API
from tests.bench.stack import Stack

PHOENIX_COUNT = {"query": "{ projects { edges { node { recordCount } } } }"}
MLFLOW_COUNT = {
    "experiment_ids": ["0"],
    "view_type": "SPANS",
    "metric_name": "span_count",
    "aggregations": [{"aggregation_type": "COUNT"}],
}
MLFLOW_NEWEST = {
    "locations": [{"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "0"}}],
    "max_results": 50,
    "order_by": ["timestamp_ms DESC"],
}


@dataclass(frozen=True)
class Product:
    """How to ask a running product: spans its API can read back, its newest 50 traces, bytes that its store takes."""

    name: str
    count: Callable[[Stack], int]
    newest: Callable[[Stack], Request]
    stored_bytes: Callable[[Stack], int]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Peer:
    """How to install and start another product, with the store that it chooses by itself."""

    product: Product
    package: str
    version: str
    command: tuple[str, ...]
    health: str
    settings: dict[str, str]


def post(url: str, body: dict[str, Any]) -> Request:
    return Request(url, orjson.dumps(body), {"Content-Type": "application/json"})


def answer(request: Request) -> Any:
    with urlopen(request, timeout=120) as reply:
        return orjson.loads(reply.read())


def our_request(stack: Stack, path: str) -> Request:
    return Request(stack.url + path, headers={"Authorization": f"Bearer {stack.key}"})


def our_count(stack: Stack) -> int:
    """Spans of all traces that the list gives, page by page."""
    spans, cursor = 0, ""
    while True:
        page = answer(our_request(stack, f"/api/v1/traces?limit=500{cursor}"))
        spans += sum(int(each["span_count"]) for each in page["results"])
        if not page["next"]:
            return spans
        cursor = f"&cursor={page['next']}"


def our_bytes(stack: Stack) -> int:
    drain(stack)
    return sum(int(size) for name, size in stack.sql(SIZES) if name in TELEMETRY)


def phoenix_count(stack: Stack) -> int:
    projects = answer(post(f"{stack.url}/graphql", PHOENIX_COUNT))["data"]["projects"]["edges"]
    return sum(int(each["node"]["recordCount"]) for each in projects)


def mlflow_count(stack: Stack) -> int:
    points = answer(post(f"{stack.url}/api/3.0/mlflow/traces/metrics", MLFLOW_COUNT)).get("data_points", [])
    return sum(int(point["values"]["COUNT"]) for point in points)


def sqlite_bytes(stack: Stack) -> int:
    """Size of the peer's database, what still stands in its write-ahead log included."""
    total = 0
    for path in stack.home.glob("*.db"):
        with closing(sqlite3.connect(path)) as database:
            (pages,) = database.execute("PRAGMA page_count").fetchone()
            (size,) = database.execute("PRAGMA page_size").fetchone()
            total += int(pages) * int(size)
    return total


OURS = Product("aiops", our_count, lambda stack: our_request(stack, API["newest 50 traces"]), our_bytes)
PEERS = (
    Peer(
        Product(
            "Phoenix",
            phoenix_count,
            lambda stack: Request(f"{stack.url}/v1/projects/default/traces?limit=50"),
            sqlite_bytes,
        ),
        "arize-phoenix",
        "20.26.1",
        ("phoenix", "serve"),
        "/healthz",
        {"PHOENIX_PORT": "{port}", "PHOENIX_GRPC_PORT": "{other_port}", "PHOENIX_WORKING_DIR": "{home}"}
        | {"PHOENIX_HOST": "127.0.0.1", "PHOENIX_TELEMETRY_ENABLED": "false"},
    ),
    Peer(
        Product(
            "MLflow",
            mlflow_count,
            lambda stack: post(f"{stack.url}/api/3.0/mlflow/traces/search", MLFLOW_NEWEST),
            sqlite_bytes,
            {"x-mlflow-experiment-id": "0"},
        ),
        "mlflow",
        "3.17.2",
        ("mlflow", "server", "--port", "{port}", "--backend-store-uri", "sqlite:///{home}/mlflow.db"),
        "/health",
        {"MLFLOW_DISABLE_TELEMETRY": "true"},
    ),
)
