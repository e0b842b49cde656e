"""OTLP bytes -> spans, and answers -> bytes. Pure.

`decode` never raises for a bad span: that span stands in `rejected` with its field and reason, and the others are kept.
"""

from traces.otlp.decoded import MAX_SPANS, Decoded, Encoding, TooManyError, UnreadableError
from traces.otlp.json_form import decode_json
from traces.otlp.protobuf import decode_protobuf

__all__ = ["Decoded", "Encoding", "TooManyError", "UnreadableError", "decode"]


def decode(body: bytes, encoding: Encoding, max_spans: int = MAX_SPANS) -> Decoded:
    """The spans of one ExportTraceServiceRequest.

    Raises UnreadableError when the request as a whole makes no sense, TooManyError when it holds more than `max_spans`
    or more small parts than so many spans have.
    """
    return decode_protobuf(body, max_spans) if encoding == "protobuf" else decode_json(body, max_spans)
