"""How the OTLP doors refuse, in a view or before any (a body over its bounds, a database that is away)."""

from django.db import DataError, IntegrityError, NotSupportedError, ProgrammingError

from aiops.core import refusals
from aiops.core.errors import ApiError
from traces.otlp import responses


def register() -> None:
    refusals.register("/v1/", in_its_encoding)
    refusals.register("/api/public/otel/", in_its_encoding)


def in_its_encoding(error: ApiError, content_type: str) -> tuple[bytes, str]:
    """google.rpc.Status in the request's encoding; JSON where that is neither of the two. Body and content type."""
    encoding = responses.encoding_of(content_type) or "json"
    return responses.status_body(error.status, error.message, encoding), responses.CONTENT_TYPES[encoding]


def of_the_store(error: Exception) -> ApiError:
    """What a sender should do about a fault of the store: send again where that can help, never for ever.

    A schema that does not fit may be a deploy on its way. What the store cannot hold it will not hold the next time.
    """
    if isinstance(error, (DataError, IntegrityError, NotSupportedError)):
        return ApiError(500, "not_stored", "The store cannot hold this batch; sending it again does not help.")
    if isinstance(error, ProgrammingError):
        said = "The database's schema does not fit this version, a deploy may be in progress; send it again."
        return ApiError(503, "schema_mismatch", said)
    return ApiError(503, "store_unavailable", "The store cannot be reached; send it again.")
