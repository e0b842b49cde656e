"""Percentiles from histograms whose buckets grow by a constant factor. Pure.

Bucket i holds values in (g^(i-1), g^i] with g = (1 + a) / (1 - a), a = 1 %; zero and less have a bucket of their own.
Histograms are added and subtracted bucket by bucket, and a quantile read from one is off by at most a of its value.

Source: the family of DDSketch, Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable quantile sketch with
relative-error guarantees", PVLDB 12 (2019).
"""

from collections.abc import Mapping
from math import ceil, floor, log

ACCURACY = 0.01
GROWTH = (1 + ACCURACY) / (1 - ACCURACY)
NOT_POSITIVE = -32_768  # the bucket of zero and less


def bucket_of(value: float) -> int:
    """The bucket a value falls into."""
    return ceil(log(value) / log(GROWTH)) if value > 0 else NOT_POSITIVE


def value_of(bucket: int) -> float:
    """The value that stands for a bucket: within 1 % of all it holds."""
    return 0.0 if bucket == NOT_POSITIVE else 2 * GROWTH**bucket / (GROWTH + 1)


def quantile(counts: Mapping[int, int], q: float) -> float | None:
    """The value below which a share `q` (0 to 1) of all values lies; None of an empty histogram.

    Raises ValueError when q is no share.
    """
    if not 0 <= q <= 1:
        raise ValueError(f"{q} is not between 0 and 1")
    rank = floor(q * (sum(counts.values()) - 1))
    seen = 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if seen > rank:
            return value_of(bucket)
    return None
