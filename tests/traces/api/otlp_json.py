"""OTLP in JSON as a few lines of Python: log records and points of metrics for the doors' tests."""

import time
from typing import Any

from traces.otlp.export import attributes_json, value_json

Json = dict[str, Any]
START_NS = time.time_ns() - 60_000_000_000


def record(
    name: str = "", body: Any = None, at_ns: int = START_NS, ids: tuple[str, str] | None = None, **more: Any
) -> Json:
    """One log record; `more` are its attributes, "__" standing for a point."""
    made: Json = {
        "timeUnixNano": str(at_ns),
        "attributes": attributes_json({k.replace("__", "."): v for k, v in more.items()}),
    }
    if name:
        made["eventName"] = name
    if body is not None:
        made["body"] = value_json(body)
    if ids:
        made["traceId"], made["spanId"] = ids
    return made


def logs(*records: Json, service: str = "shop", scope: str = "") -> Json:
    resource = {"attributes": attributes_json({"service.name": service})}
    return {"resourceLogs": [{"resource": resource, "scopeLogs": [{"scope": {"name": scope}, "logRecords": records}]}]}


def point(value: float, at_ns: int = START_NS, start_ns: int = START_NS - 60_000_000_000, **attributes: Any) -> Json:
    """One point; a whole number as asInt. Attributes as in record()."""
    given = attributes_json({name.replace("__", "."): each for name, each in attributes.items()})
    told = {"asInt": str(value)} if isinstance(value, int) else {"asDouble": value}
    return {"attributes": given, "startTimeUnixNano": str(start_ns), "timeUnixNano": str(at_ns), **told}


def metrics(service: str = "shop", temporality: int = 1, kind: str = "sum", **named: list[Json]) -> Json:
    """A request of metrics, by name with "__" for a point. `temporality`: 1 delta, 2 cumulative."""
    resource = {"attributes": attributes_json({"service.name": service})}
    every = [
        {"name": name.replace("__", "."), kind: {"aggregationTemporality": temporality, "dataPoints": points}}
        for name, points in named.items()
    ]
    return {"resourceMetrics": [{"resource": resource, "scopeMetrics": [{"metrics": every}]}]}
