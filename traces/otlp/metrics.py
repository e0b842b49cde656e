"""ExportMetricsServiceRequest in protobuf or JSON -> points of the metrics asked for; of the others only their number.

Sums and histograms have points that add up, of a histogram its sum is read; gauges and summaries have none that do.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.metrics.v1 import metrics_pb2

from traces.otlp import json_form, protobuf, shell
from traces.otlp.crowding import check_crowding
from traces.otlp.decoded import (
    MAX_SPANS,
    PARTS_A_SPAN,
    Decoded,
    Encoding,
    RefusedError,
    TooManySpansError,
    UnreadableError,
)
from traces.otlp.json_repair import load
from traces.otlp.json_values import a_double, an_array, an_object, enum, text, time_ns, whole
from traces.otlp.outline import Place
from traces.otlp.text import from_utf8
from traces.otlp.wire import malformed, parse
from traces.types import Attributes, Point, Resource, Scope, Temporality

KINDS = {"gauge": 5, "sum": 7, "histogram": 9, "exponentialHistogram": 10, "summary": 11}  # field numbers of Metric
ADDED_UP = {"sum": "sum", "histogram": "histogram", "exponentialHistogram": "exponential_histogram"}
TEMPORALITY: dict[int, Temporality] = {1: "delta", 2: "cumulative"}
NO_TEMPORALITY = RefusedError("aggregationTemporality", "must be delta (1) or cumulative (2)", "bad_point")
NO_VALUE = RefusedError("dataPoints", "has no value, or for a histogram no sum", "bad_point")


NO_POINT = Point("", "delta", 0, 0, 0, {}, Resource({}), Scope(), 0)


class Points:
    """What a request of metrics holds. `unkept`: points of other metrics, by name."""

    def __init__(self, wanted: frozenset[str], most: int) -> None:
        self.wanted, self.most = wanted, most
        self.found: list[Point] = []
        self.unkept: Counter[str] = Counter()
        self.seen = 0

    def count(self, points: int) -> None:
        self.seen += points
        if self.seen > self.most:
            raise TooManySpansError(self.most, "data points")


def decode_metrics(
    body: bytes, encoding: Encoding, wanted: frozenset[str], most: int = MAX_SPANS
) -> tuple[Points, Decoded]:
    """The points of the `wanted` metrics; refused ones stand in the Decoded, which holds no spans.

    Raises UnreadableError, TooManyError.
    """
    points = Points(wanted, most)
    if encoding == "protobuf":
        return points, ProtobufReader(body, points).all()
    check_crowding(body, most)
    decoded = Decoded(parts_left=most * PARTS_A_SPAN)
    try:
        JsonReader(decoded, points).read(load(body, decoded.notes))
    except RefusedError as refusal:
        raise UnreadableError(f"{refusal.field} {refusal.reason}") from refusal
    return points, decoded


class ProtobufReader(protobuf.Reader):
    request, what = "ExportMetricsServiceRequest", "metrics"

    def __init__(self, body: bytes, points: Points) -> None:
        super().__init__(body, points.most)
        self.points = points

    def keep(self, place: Place, resource: Resource, scope: Scope) -> None:
        raw = self.body[place[0] : place[1]]
        try:
            head = shell.Metric.FromString(raw)
        except DecodeError as error:
            raise malformed("metric") from error
        name = from_utf8(head.name, self.decoded.notes)
        count = sum(self.walk.count((kind, 1), place) for kind in KINDS.values())
        self.points.count(count)
        if name not in self.points.wanted:
            self.points.unkept[name] += count
            return
        metric = parse(metrics_pb2.Metric, raw, "metric", self.decoded)
        which = metric.WhichOneof("data")
        if which not in ADDED_UP.values():
            self.points.unkept[name] += count
            return
        data = getattr(metric, which)
        for point in data.data_points:
            temporality = TEMPORALITY.get(data.aggregation_temporality)
            self._take(point, replace(NO_POINT, metric=name, resource=resource, scope=scope), temporality)

    def _take(self, point: Any, of: Point, temporality: Temporality | None) -> None:
        index = len(self.points.found) + len(self.decoded.rejected)
        value = value_of(point)
        if temporality is None or value is None:
            self.decoded.reject(index, NO_TEMPORALITY if temporality is None else NO_VALUE)
            return
        attributes = self.parsed(point.attributes, "attributes", self.dropped)
        self.decoded.notes.update(self.dropped)
        self.dropped.clear()
        times = {"start_ns": point.start_time_unix_nano, "time_ns": point.time_unix_nano}
        made = replace(of, temporality=temporality, value=value, attributes=attributes, index=index, **times)
        self.points.found.append(made)


def value_of(point: Any) -> int | float | None:
    if isinstance(point, metrics_pb2.NumberDataPoint):
        which = point.WhichOneof("value")
        return getattr(point, which) if which else None
    return point.sum if point.HasField("sum") else None


class JsonReader(json_form.Reader):
    names = ("resourceMetrics", "scopeMetrics", "metrics")

    def __init__(self, decoded: Decoded, points: Points) -> None:
        super().__init__(decoded, points.most)
        self.points = points

    def keep(self, found: dict[str, Any], resource: Resource, scope: Scope) -> None:
        name = text(found.get("name"), "name", self.notes)
        for kind in KINDS:
            data = an_object(found.get(kind), kind)
            points = an_array(data.get("dataPoints"), "dataPoints")
            self.points.count(len(points))
            if name not in self.points.wanted or kind not in ADDED_UP:
                self.points.unkept.update({name: len(points)} if points else {})
                continue
            temporality = TEMPORALITY.get(enum(data.get("aggregationTemporality"), "aggregationTemporality", 3))
            for point in self._points(points, temporality):
                times, value, attributes, index = point
                self.points.found.append(
                    Point(name, temporality or "delta", *times, value, attributes, resource, scope, index)
                )

    def _points(
        self, points: list[Any], temporality: Temporality | None
    ) -> Iterator[tuple[tuple[int, int], int | float, Attributes, int]]:
        """Those that can be read."""
        for each in points:
            index = len(self.points.found) + len(self.decoded.rejected)
            dropped: Counter[str] = Counter()
            try:
                if temporality is None:
                    raise NO_TEMPORALITY
                point = an_object(each, "dataPoints")
                start = time_ns(point.get("startTimeUnixNano"), "startTimeUnixNano")
                end = time_ns(point.get("timeUnixNano"), "timeUnixNano")
                yield (start, end), self._value(point), self.attributes(point, "attributes", dropped), index
            except RefusedError as refusal:
                self.decoded.reject(index, refusal)
            self.notes.update(dropped)

    def _value(self, point: dict[str, Any]) -> int | float:
        if point.get("asInt") is not None:
            return whole(point["asInt"], "asInt")
        found = point.get("asDouble") if point.get("asDouble") is not None else point.get("sum")
        if found is None:
            raise NO_VALUE
        return a_double(found, "asDouble", self.notes)
