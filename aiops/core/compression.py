"""Undoes a request's Content-Encoding within a bound: output is made a piece at a time and stops at the limit."""

import io
import zlib
from collections.abc import Callable, Iterable, Iterator

import zstandard

GZIP, ZLIB, RAW_DEFLATE = 31, 15, -15  # zlib's wbits
MOST_MEMBERS = 1_000  # of one body; each copies what is behind it
PIECE_BYTES = 256 * 1024
# Zstandard has no bounded call that also tells a truncated frame. A block of 4 bytes can become 128 KiB, so a slice of
# 256 bytes makes at most 8 MiB before the limit is looked at again.
ZSTD_SLICE_BYTES = 256
ZSTD_WINDOW_BYTES = 8 * 1024 * 1024  # what RFC 8878 asks every decoder to bear


class UnsupportedEncodingError(ValueError):
    """415: the text names the encodings we take."""


class TooLargeError(ValueError):
    """413: more than the limit, before or after decompression."""


class CorruptError(ValueError):
    """400: not what Content-Encoding says, or cut short."""


def decompress(body: bytes, content_encoding: str, limit_bytes: int) -> bytes:
    """The plain body. Raises UnsupportedEncodingError, TooLargeError or CorruptError."""
    return decompress_small(body, content_encoding, limit_bytes, limit_bytes) or b""


def decompress_small(body: bytes, content_encoding: str, limit_bytes: int, keep_bytes: int) -> bytes | None:
    """The plain body when it has at most `keep_bytes`; None when it is larger but within `limit_bytes`.

    A larger one is only measured, so a bomb costs no more memory than one that is kept. Raises as `decompress`.
    """
    name = content_encoding.strip().lower()
    if name in {"", "identity"}:
        return identity(body, limit_bytes, keep_bytes)
    pieces = DECODERS.get(name)
    if pieces is None:
        raise UnsupportedEncodingError(f"Content-Encoding {name!r:.60}; send one of gzip, deflate, zstd, identity")
    try:
        return kept(pieces(body), limit_bytes, keep_bytes)
    except (zlib.error, zstandard.ZstdError) as error:
        raise CorruptError(f"the body is not valid {name}") from error


def identity(body: bytes, limit_bytes: int, keep_bytes: int) -> bytes | None:
    if len(body) > limit_bytes:
        raise TooLargeError(f"the body is larger than {limit_bytes} bytes; send smaller batches")
    return body if len(body) <= keep_bytes else None


def kept(pieces: Iterable[bytes], limit_bytes: int, keep_bytes: int) -> bytes | None:
    total = 0
    buffer: io.BytesIO | None = io.BytesIO()  # gives its bytes without a copy, as a join of the pieces would not
    for piece in pieces:
        total += len(piece)
        if total > limit_bytes:
            raise TooLargeError(f"the body is larger than {limit_bytes} bytes; send smaller batches")
        if total > keep_bytes:
            buffer = None
        elif buffer is not None:
            buffer.write(piece)
    return buffer.getvalue() if buffer is not None else None


def gzip_pieces(body: bytes) -> Iterator[bytes]:
    """Every member of the file, and nothing but zero padding behind the last."""
    for _ in range(MOST_MEMBERS):
        member = zlib.decompressobj(GZIP)
        yield from inflate(member, body, "gzip")
        body = member.unused_data.lstrip(b"\0")
        if not body:
            return
    raise CorruptError("the gzip body has too many members")


def deflate_pieces(body: bytes) -> Iterator[bytes]:
    """The zlib format as HTTP means it; bare deflate, which some clients send, is known by its first byte."""
    wrapped = len(body) >= 2 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    stream = zlib.decompressobj(ZLIB if wrapped else RAW_DEFLATE)
    yield from inflate(stream, body, "deflate")
    if stream.unused_data:
        raise CorruptError("there is more behind the end of the deflate stream")


def inflate(stream: "zlib._Decompress", body: bytes, name: str) -> Iterator[bytes]:
    while not stream.eof:
        piece = stream.decompress(body, PIECE_BYTES)
        body = stream.unconsumed_tail
        if not piece and not body and not stream.eof:
            raise CorruptError(f"the {name} body is cut short")
        yield piece


def zstd_pieces(body: bytes) -> Iterator[bytes]:
    """Every frame of the body."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES)
    for _ in range(MOST_MEMBERS):
        frame = decompressor.decompressobj()
        for start in range(0, len(body), ZSTD_SLICE_BYTES):
            yield frame.decompress(body[start : start + ZSTD_SLICE_BYTES])
            if frame.eof:
                break
        if not frame.eof:
            raise CorruptError("the zstd body is cut short")
        body = frame.unused_data + body[start + ZSTD_SLICE_BYTES :]
        if not body:
            return
    raise CorruptError("the zstd body has too many frames")


DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": gzip_pieces,
    "x-gzip": gzip_pieces,
    "deflate": deflate_pieces,
    "zstd": zstd_pieces,
}
