"""The body of a request to a door, as it was before its Content-Encoding, and never more of it than the limit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.conf import settings

from aiops.core.compression import (
    CorruptError,
    TooLargeError,
    UnsupportedEncodingError,
    decompress,
    decompress_small,
)
from aiops.core.errors import ApiError
from aiops.core.turns import Turns

SMALL_BYTES = 8 * 1024 * 1024
large_bodies = Turns(wait_seconds=5.0, most_waiting=2)  # of 8 threads: the others go on with small ones


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@contextmanager
def plain_body(sent: Readable, content_encoding: str) -> Iterator[bytes]:
    """What was sent, decompressed. Large ones are held and worked on one after the other, so that memory stays flat.

    Raises ApiError: 415 for an encoding we do not take, 413 for more than MAX_BODY_BYTES before or after it is undone,
    400 for what is not so encoded, 503 while others hold large ones.
    """
    limit = settings.MAX_BODY_BYTES
    body = sent.read(limit + 1)
    with _refusals():
        plain = decompress_small(body, content_encoding, limit, SMALL_BYTES)
    if plain is not None:
        yield plain
        return
    with large_bodies.turn():
        with _refusals():
            plain = decompress(body, content_encoding, limit)
        yield plain


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except UnsupportedEncodingError as error:
        raise ApiError(415, "unsupported_encoding", str(error)) from error
    except TooLargeError as error:
        raise ApiError(413, "too_large", str(error)) from error
    except CorruptError as error:
        raise ApiError(400, "unreadable", str(error)) from error
