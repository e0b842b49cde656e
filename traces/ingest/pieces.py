"""Files of OTLP requests: one request in JSON or protobuf, or JSON lines as the Collector's file exporter writes them.

Any of them may be compressed by gzip or zstd. JSON lines are read one at a time, so memory stays flat.
"""

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import zstandard

from traces.otlp.decoded import Encoding

BROKEN = (OSError, EOFError, zlib.error, zstandard.ZstdError)  # what reading a file may raise
READ_BYTES = 64 * 1024
OTLP_FIELDS = re.compile(rb"\{\s*(\"resource_?[sS]pans\"|\})")
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Piece:
    """One request of a file. `read_bytes`: how much of the file, as it lies on disk, has been read by now."""

    body: bytes
    encoding: Encoding
    read_bytes: int


def pieces(path: Path) -> Iterator[Piece]:
    """Every request of the file in order. Raises one of BROKEN."""
    with path.open("rb") as raw:
        plain = io.BufferedReader(opened(raw))
        if not looks_like_json(plain.peek(1024)):
            yield Piece(plain.read(), "protobuf", raw.tell())
            return
        first = plain.readline()
        if not is_whole(first):
            yield Piece(first + plain.read(), "json", raw.tell())
            return
        yield Piece(first, "json", raw.tell())
        for line in plain:
            if line.strip():
                yield Piece(line, "json", raw.tell())


def looks_like_json(start: bytes) -> bool:
    """An object in JSON. A protobuf request begins with a line feed, so blanks alone do not tell."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text[:1] == b"{" and text[1:].lstrip()[:1] in {b'"', b"}", b""}


def looks_like_otlp(path: Path) -> bool:
    """Protobuf, or JSON whose first object has one of OTLP's fields."""
    with path.open("rb") as raw:
        if raw.read(4) == b"PAR1":
            return False
        raw.seek(0)
        plain = io.BufferedReader(opened(raw))  # named, so that it is not closed before what it reads from
        start = plain.read(READ_BYTES)
    if looks_like_json(start):
        return bool(OTLP_FIELDS.match(start.removeprefix(b"\xef\xbb\xbf").lstrip()))
    return b"\0" in start or start[:1] == b"\n"


def opened(raw: BinaryIO) -> io.RawIOBase:
    magic = raw.read(4)
    raw.seek(0)
    if magic.startswith(GZIP):
        return cast("io.RawIOBase", gzip.GzipFile(fileobj=raw))
    return Zstd(raw) if magic == ZSTD else cast("io.RawIOBase", raw)


class Zstd(io.RawIOBase):
    """Reads every frame of a file. Raises EOFError when the last one is cut short, which the library does not."""

    def __init__(self, raw: BinaryIO) -> None:
        self.raw, self.packed, self.ready = raw, b"", b""
        self.frame: zstandard.ZstdDecompressionObj | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.ready:
            self.packed = self.packed or self.raw.read(READ_BYTES)
            if not self.packed:
                return self._end()
            self.frame = self.frame or zstandard.ZstdDecompressor().decompressobj()
            self.ready, self.packed = self.frame.decompress(self.packed), b""
            if self.frame.eof:
                self.packed, self.frame = self.frame.unused_data, None
        size = min(len(buffer), len(self.ready))
        buffer[:size], self.ready = self.ready[:size], self.ready[size:]
        return size

    def _end(self) -> int:
        if self.frame is not None:
            raise EOFError("the file is cut short")
        return 0


def is_whole(line: bytes) -> bool:
    """Whether a line is a JSON document by itself; the first line of indented JSON is not."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
