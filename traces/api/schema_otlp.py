"""What the OpenAPI document says of the OTLP doors, plain views that speak OTLP in protobuf and in JSON."""

from typing import Any

Json = dict[str, Any]
BINARY = {"type": "string", "format": "binary"}
STRING = {"type": "string"}
ID = {"type": "string", "pattern": "^[0-9a-fA-F]*$"}
NANOS = {"oneOf": [{"type": "string", "pattern": "^[0-9]{1,20}$"}, {"type": "integer", "minimum": 0}]}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def array(name: str) -> Json:
    return {"type": "array", "items": ref(name)}


def thing(**properties: Any) -> Json:
    return {"type": "object", "properties": properties}


ATTRIBUTES = array("OtlpKeyValue")
COMPONENTS: Json = {
    "OtlpExport": thing(resourceSpans=array("OtlpResourceSpans")),
    "OtlpResourceSpans": thing(
        resource=thing(attributes=ATTRIBUTES), scopeSpans=array("OtlpScopeSpans"), schemaUrl=STRING
    ),
    "OtlpScopeSpans": thing(
        scope=thing(name=STRING, version=STRING, attributes=ATTRIBUTES), spans=array("OtlpSpan"), schemaUrl=STRING
    ),
    "OtlpSpan": thing(
        traceId=ID,
        spanId=ID,
        parentSpanId=ID,
        traceState=STRING,
        name=STRING,
        kind={"type": "integer"},
        startTimeUnixNano=NANOS,
        endTimeUnixNano=NANOS,
        attributes=ATTRIBUTES,
        events={"type": "array", "items": thing(name=STRING, timeUnixNano=NANOS, attributes=ATTRIBUTES)},
        links={"type": "array", "items": thing(traceId=ID, spanId=ID, attributes=ATTRIBUTES)},
        status=thing(code={"type": "integer", "enum": [0, 1, 2]}, message=STRING),
    ),
    "OtlpKeyValue": thing(key=STRING, value=ref("OtlpAnyValue")),
    "OtlpAnyValue": thing(
        stringValue=STRING,
        boolValue={"type": "boolean"},
        intValue={"oneOf": [{"type": "string", "pattern": "^-?[0-9]{1,19}$"}, {"type": "integer"}]},
        doubleValue={"type": "number"},
        bytesValue={"type": "string", "format": "byte"},
        arrayValue=thing(values=array("OtlpAnyValue")),
        kvlistValue=thing(values=ATTRIBUTES),
    ),
    "OtlpExported": thing(
        partialSuccess=thing(rejectedSpans={"type": "string", "description": "A number."}, errorMessage=STRING)
    ),
    "RpcStatus": thing(code={"type": "integer"}, message=STRING) | {"required": ["code", "message"]},
}


def both(name: str) -> Json:
    """A message in both encodings: the answer speaks as the request did."""
    return {"application/json": {"schema": ref(name)}, "application/x-protobuf": {"schema": BINARY}}


REFUSALS = {
    "400": "The body as a whole cannot be read; send it no second time.",
    "401": "No key, or a wrong one.",
    "403": "The key lacks the scope ingest.",
    "413": "More than AIOPS_MAX_BODY_BYTES, plain or decompressed, or more than AIOPS_MAX_SPANS spans.",
    "415": "Another Content-Type or Content-Encoding than those named here.",
    "429": "Over the key's quota; wait `Retry-After` seconds and send it again.",
    "503": "The store cannot be reached; wait `Retry-After` seconds and send it again.",
}
DOOR: Json = {
    "operationId": "export_traces",
    "summary": "Send spans (OTLP/HTTP)",
    "description": "Answers 200 once the spans are durable. A span that is refused stands in partialSuccess with its "
    "position, field and reason; the others are kept. Sending the same span again adds nothing.",
    "tags": ["v1"],
    "security": [{"key": []}, {"keyHeader": []}],
    "parameters": [
        {
            "name": "Content-Encoding",
            "in": "header",
            "schema": {"type": "string", "enum": ["identity", "gzip", "deflate", "zstd"]},
        }
    ],
    "requestBody": {
        "required": True,
        "description": "An ExportTraceServiceRequest. In JSON ids are hex and 64-bit numbers strings.",
        "content": both("OtlpExport"),
    },
    "responses": {"200": {"description": "Stored.", "content": both("OtlpExported")}}
    | {code: {"description": text, "content": both("RpcStatus")} for code, text in REFUSALS.items()},
}


def other(operation: str, signal: str, message: str, what: str, rejected: str) -> Json:
    """The door of another signal: the same answers to another message."""
    told = {rejected: {"type": "string", "description": "A number."}, "errorMessage": STRING}
    partial = thing(partialSuccess=thing(**told))
    exported = {"application/json": {"schema": partial}, "application/x-protobuf": {"schema": BINARY}}
    sent = {"application/json": {"schema": {"type": "object"}}, "application/x-protobuf": {"schema": BINARY}}
    return DOOR | {
        "operationId": operation,
        "summary": f"Send {signal} (OTLP/HTTP)",
        "description": f"{what} What is not kept is counted and named in partialSuccess.",
        "requestBody": {"required": True, "description": f"An {message}.", "content": sent},
        "responses": DOOR["responses"] | {"200": {"description": "What is kept is stored.", "content": exported}},
    }


LOGS = other(
    "export_logs", "logs", "ExportLogsServiceRequest",
    "Token events of coding agents become calls, GenAI records show on their span.", "rejectedLogRecords",
)  # fmt: skip
METRICS = other(
    "export_metrics", "metrics", "ExportMetricsServiceRequest",
    "Tokens of services that tell them by no span, log or event are counted.", "rejectedDataPoints",
)  # fmt: skip


def add_door(result: Json, **_: Any) -> Json:
    result["components"].setdefault("schemas", {}).update(COMPONENTS)
    result["paths"] |= {"/v1/traces": {"post": DOOR}, "/v1/logs": {"post": LOGS}, "/v1/metrics": {"post": METRICS}}
    return result
