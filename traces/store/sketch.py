"""Three numbers in place of a trace's lists: the index over time holds them, so a filter reads the rows it finds alone.

A value sets three of a number's bits; a trace that lacks one of them lacks the value. One that has all of them may have
the value (one in a hundred has not), so what is found is compared with the row. Kinds are few: each has a bit of its
own. Numbers are joined by OR, and -1 stands for a trace of which nothing is known: it may have any value.
Source: B. H. Bloom, Space/time trade-offs in hash coding with allowable errors, 1970.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from traces.types import KINDS

BITS = 63  # of a bigint, its sign left alone
SET = 3  # bits that a value sets
MOST_KNOWN = 65_536  # values whose bits are remembered


def of_row(row: Mapping[str, Any]) -> dict[str, int]:
    """The columns kinds_sketch (also of providers), models_sketch and tags_sketch (also of user and session).

    Of a trace's row all that it has, of a filter's values, given in the same columns, those that it asks for. Values
    are as they are stored.
    """
    told = [f"{name}={value}" for name, value in (row.get("tags") or {}).items()]
    people = [f"{name}:{row[name]}" for name in ("user_id", "session") if row.get(name)]
    kinds = _any(_KIND.get(kind, 0) for kind in row.get("kinds", ()))
    return {
        "kinds_sketch": kinds | _any(map(_beside_kinds, row.get("providers", ()))),
        "models_sketch": _any(map(_bits, row.get("models", ()))),
        "tags_sketch": _any(map(_bits, [*told, *people])),
    }


_KIND = {kind: 1 << place for place, kind in enumerate(KINDS)}


def _any(bits: Iterable[int]) -> int:
    found = 0
    for each in bits:
        found |= each
    return found


@lru_cache(MOST_KNOWN)
def _bits(text: str, first: int = 0) -> int:
    """Three bits of those from `first` on; which ones must never change, for they are stored."""
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=2 * SET).digest()
    places = (int.from_bytes(digest[at : at + 2]) % (BITS - first) for at in range(0, 2 * SET, 2))
    return _any(1 << (first + place) for place in places)


def _beside_kinds(text: str) -> int:
    return _bits(text, len(KINDS))
