"""Every encoding round-trips, is bounded, and is told when it is cut short."""

import gzip
import subprocess
import sys
import zlib
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from aiops.core.compression import CorruptError, TooLargeError, UnsupportedEncodingError, decompress

MIB = 1024 * 1024
LIMIT = 64 * MIB


def raw_deflate(body: bytes) -> bytes:
    return zlib.compress(body, wbits=-15)


COMPRESS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("GZIP ", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("zstd", zstandard.ZstdCompressor().compress),
    ("zstd", zstandard.ZstdCompressor(write_content_size=False, write_checksum=True).compress),
    ("identity", bytes),
    ("", bytes),
]
every = pytest.mark.parametrize(("name", "compress"), COMPRESS)
compressed = pytest.mark.parametrize(("name", "compress"), [each for each in COMPRESS if each[1] is not bytes])


@every
@given(body=st.binary(max_size=2000))
def test_what_was_compressed_comes_back(name: str, compress: Callable[[bytes], bytes], body: bytes) -> None:
    assert decompress(compress(body), name, 2000) == body


@compressed
def test_more_than_one_piece_comes_back(name: str, compress: Callable[[bytes], bytes]) -> None:
    body = bytes(range(256)) * 20_000
    assert decompress(compress(body), name, LIMIT) == body


@every
def test_the_limit_itself_is_allowed_and_one_byte_more_is_not(name: str, compress: Callable[[bytes], bytes]) -> None:
    assert len(decompress(compress(b" " * 1000), name, 1000)) == 1000
    with pytest.raises(TooLargeError):
        decompress(compress(b" " * 1001), name, 1000)


@compressed
@pytest.mark.parametrize("cut", [1, 5, 9])
def test_a_body_cut_short_is_corrupt(name: str, compress: Callable[[bytes], bytes], cut: int) -> None:
    with pytest.raises(CorruptError):
        decompress(compress(bytes(range(256)))[:-cut], name, LIMIT)


@compressed
def test_a_body_of_no_bytes_is_corrupt(name: str, compress: Callable[[bytes], bytes]) -> None:
    with pytest.raises(CorruptError):
        decompress(b"", name, LIMIT)


@compressed
def test_nothing_may_follow_the_end(name: str, compress: Callable[[bytes], bytes]) -> None:
    with pytest.raises(CorruptError):
        decompress(compress(b"body") + b"more", name, LIMIT)


@pytest.mark.parametrize("name", ["br", "gzip, gzip", "gzip,deflate", "compress", "aws-chunked", "x" * 1000])
def test_other_encodings_are_not_supported(name: str) -> None:
    with pytest.raises(UnsupportedEncodingError, match="gzip, deflate, zstd"):
        decompress(b"", name, LIMIT)


@pytest.mark.parametrize(("name", "compress"), [("gzip", gzip.compress), ("zstd", zstandard.ZstdCompressor().compress)])
def test_members_are_joined(name: str, compress: Callable[[bytes], bytes]) -> None:
    assert decompress(compress(b"a") + compress(b"b"), name, 2) == b"ab"


def test_gzip_may_be_padded_with_zeros() -> None:
    assert decompress(gzip.compress(b"a") + bytes(8), "gzip", 1) == b"a"


def test_gzip_inside_gzip_is_undone_once() -> None:
    inner = gzip.compress(b"a")
    assert decompress(gzip.compress(inner), "gzip", LIMIT) == inner


@given(body=st.binary(max_size=300), name=st.sampled_from(["gzip", "deflate", "zstd"]))
def test_random_bytes_are_corrupt_or_bounded(body: bytes, name: str) -> None:
    try:
        assert len(decompress(body, name, 10_000)) <= 10_000
    except (CorruptError, TooLargeError):
        return


MEASURE = """
import gzip, resource, sys, zlib, zstandard
from aiops.core.compression import TooLargeError, decompress
stream = {"gzip": lambda: zlib.compressobj(9, wbits=31), "deflate": lambda: zlib.compressobj(9),
          "zstd": lambda: zstandard.ZstdCompressor().compressobj()}[sys.argv[1]]()
bomb = b"".join(stream.compress(bytes(1 << 20)) for _ in range(256)) + stream.flush()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    decompress(bomb, sys.argv[1], 64 << 20)
except TooLargeError:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("name", ["gzip", "deflate", "zstd"])
def test_a_bomb_of_256_mib_costs_less_than_80_mib(name: str) -> None:
    """In a process of its own, whose peak is its own."""
    done = subprocess.run([sys.executable, "-c", MEASURE, name], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 80
