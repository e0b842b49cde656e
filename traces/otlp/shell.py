"""Message classes that read the OTLP wire format without looking inside attributes.

The official classes refuse a whole request for one string that is not UTF-8 or one value nested too deep. These declare
every string, attribute, event and link as plain bytes (the same wire type), so only
the span at fault is affected, and equal raw attributes can be looked up instead of parsed. Field numbers are those of
opentelemetry/proto/trace/v1/trace.proto; tests hold them against the official descriptors.
"""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.internal import api_implementation

if api_implementation.Type() != "upb":  # the pure-Python runtime recurses without a bound and is 50 times slower
    raise ImportError(f"protobuf must run on upb, not {api_implementation.Type()!r}: reinstall protobuf from its wheel")

Field = descriptor_pb2.FieldDescriptorProto
BYTES, INT, TIME = Field.TYPE_BYTES, Field.TYPE_INT32, Field.TYPE_FIXED64

# name: (number, type), type being a scalar or the name of a message here; a list of one means repeated.
STATUS = {"message": (2, BYTES), "code": (3, INT)}
SPAN = {
    "trace_id": (1, BYTES),
    "span_id": (2, BYTES),
    "trace_state": (3, BYTES),
    "parent_span_id": (4, BYTES),
    "name": (5, BYTES),
    "kind": (6, INT),
    "start_time_unix_nano": (7, TIME),
    "end_time_unix_nano": (8, TIME),
    "attributes": (9, [BYTES]),
    "events": (11, [BYTES]),
    "links": (13, [BYTES]),
    "status": (15, "Status"),
}
LOG_RECORD = {
    "time_unix_nano": (1, TIME),
    "body": (5, BYTES),
    "attributes": (6, [BYTES]),
    "trace_id": (9, BYTES),
    "span_id": (10, BYTES),
    "observed_time_unix_nano": (11, TIME),
    "event_name": (12, BYTES),
}
METRIC = {"name": (1, BYTES)}
MESSAGES: dict[str, dict[str, tuple[int, Any]]] = {
    "Status": STATUS,
    "Span": SPAN,
    "LogRecord": LOG_RECORD,
    "Metric": METRIC,
}


def declare(file: descriptor_pb2.FileDescriptorProto, name: str, fields: dict[str, tuple[int, Any]]) -> None:
    message = file.message_type.add(name=name)
    for field_name, (number, declared) in fields.items():
        repeated = isinstance(declared, list)
        kind = declared[0] if repeated else declared
        field = message.field.add(name=field_name, number=number)
        field.label = Field.LABEL_REPEATED if repeated else Field.LABEL_OPTIONAL
        if isinstance(kind, str):
            field.type, field.type_name = Field.TYPE_MESSAGE, f".aiops.otlp.{kind}"
        else:
            field.type = kind


def classes() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(name="aiops/otlp.proto", package="aiops.otlp", syntax="proto3")
    for name, fields in MESSAGES.items():
        declare(file, name, fields)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"aiops.otlp.{name}")) for name in MESSAGES
    }


_classes = classes()
Span: Any = _classes["Span"]
LogRecord: Any = _classes["LogRecord"]
Metric: Any = _classes["Metric"]
