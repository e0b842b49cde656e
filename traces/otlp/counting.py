"""How many records a request of logs or metrics holds: we do not keep those yet, and say how many we did not keep."""

from collections.abc import Iterator
from typing import Any

import orjson

from traces.otlp.crowding import check_crowding
from traces.otlp.decoded import MAX_SPANS, Encoding, RefusedError, UnreadableError
from traces.otlp.outline import Walk

LOG_RECORDS = (1, 2, 2)  # field numbers from the request down
METRIC_KINDS = {"gauge": 5, "sum": 7, "histogram": 9, "exponentialHistogram": 10, "summary": 11}


def count_records(body: bytes, signal: str, encoding: Encoding, max_records: int = MAX_SPANS) -> int:
    """Log records, or data points of metrics. Raises UnreadableError, TooManyError."""
    if encoding == "json":
        check_crowding(body, max_records)
        return count_json(body, signal)
    walk = Walk(body, max_records)
    try:
        if signal == "logs":
            return walk.count(LOG_RECORDS)
        return sum(walk.count((1, 2, 2, kind, 1)) for kind in METRIC_KINDS.values())
    except RefusedError as refusal:
        raise UnreadableError(f"the body is not a request of {signal} in protobuf") from refusal


def count_json(body: bytes, signal: str) -> int:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UnreadableError(f"the body is not valid JSON: {error.msg} at character {error.pos}") from error
    if type(document) is not dict:
        raise UnreadableError("the body must be a JSON object")
    if signal == "logs":
        return sum(1 for _ in below([document], "resourceLogs", "scopeLogs", "logRecords"))
    metrics = list(below([document], "resourceMetrics", "scopeMetrics", "metrics"))
    return sum(1 for kind in METRIC_KINDS for _ in below(metrics, kind, "dataPoints"))


def below(objects: list[Any], *names: str) -> Iterator[Any]:
    """Every member at the end of the path; a name leads to an array or to one object."""
    for each in objects:
        found = each.get(names[0]) if type(each) is dict else None
        members = found if type(found) is list else [] if found is None else [found]
        if len(names) == 1:
            yield from members
        else:
            yield from below(members, *names[1:])
