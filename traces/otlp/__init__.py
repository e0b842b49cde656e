"""OTLP bytes -> spans, and answers -> bytes. Pure.

`decode` never raises for a bad span: that span stands in `rejected` with its field and reason, and the others are kept.
"""

from traces.otlp.decoded import Decoded, Encoding, UnreadableError
from traces.otlp.json_form import decode_json
from traces.otlp.protobuf import decode_protobuf

__all__ = ["Decoded", "Encoding", "UnreadableError", "decode"]


def decode(body: bytes, encoding: Encoding) -> Decoded:
    """The spans of one ExportTraceServiceRequest. Raises UnreadableError when the request as a whole makes no sense."""
    return decode_protobuf(body) if encoding == "protobuf" else decode_json(body)
