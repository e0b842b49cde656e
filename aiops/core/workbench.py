"""One request at a time computes: several at once share one interpreter and gain nothing, but throw each other's data
out of the processor's cache, a tenth of all that a batch costs. Measured in docs/why/2026-11-group-commit.md.

What is computed under it may read the database where a copy that the process keeps is missing or old (settings of a
project, its prices, its rules): that is rare, short, and held against nobody for longer than their patience.

It is a habit and no lock that anything relies on: who has waited long enough goes on beside the other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

PATIENCE_SECONDS = 0.2  # behind a huge body or an absent database

_bench = Lock()


@contextmanager
def turn() -> Iterator[None]:
    """Hold it while computing, and never while waiting for others. Not to be nested."""
    ours = _bench.acquire(timeout=PATIENCE_SECONDS)
    try:
        yield
    finally:
        if ours:
            _bench.release()
