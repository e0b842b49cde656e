"""How the OTLP doors refuse, in a view or before any (a body over its bounds, a database that is away)."""

from aiops.core import refusals
from aiops.core.errors import ApiError
from traces.otlp import responses


def register() -> None:
    refusals.register("/v1/", in_its_encoding)


def in_its_encoding(error: ApiError, content_type: str) -> tuple[bytes, str]:
    """google.rpc.Status in the request's encoding; JSON where that is neither of the two. Body and content type."""
    encoding = responses.encoding_of(content_type) or "json"
    return responses.status_body(error.status, error.message, encoding), responses.CONTENT_TYPES[encoding]
