"""Where a series takes a new level. Pure."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy.typing as npt


def breaks(series: "npt.ArrayLike", penalty: float, shortest: int) -> list[int]:
    """Places at which a new level begins, ascending; levels have `shortest` values at least.

    Of all ways to cut the series this one makes the squared distances to the means of its levels, and `penalty` for
    each break, least together. Exact, O(n^2): series are days, of which even years are a thousand.
    Source: Jackson et al., IEEE Signal Processing Letters 12 (2005) 105 (optimal partitioning).

    >>> breaks([0, 0, 1, 0, 9, 9, 8, 9], penalty=5, shortest=2)
    [4]
    """
    import numpy as np

    values = np.asarray(series, dtype=float).ravel()
    values = values - values.mean() if len(values) else values
    sums, squares = (np.concatenate([[0.0], np.cumsum(each)]) for each in (values, values**2))
    least, cut = np.full(len(sums), np.inf), np.zeros(len(sums), dtype=int)
    least[0] = -penalty
    for end in range(shortest, len(sums)):
        start = np.arange(end - shortest + 1)
        within = squares[end] - squares[start] - (sums[end] - sums[start]) ** 2 / (end - start)
        total = least[start] + within + penalty
        cut[end] = total.argmin()
        least[end] = total[cut[end]]
    found, at = [], len(values)
    while at > 0 and (at := int(cut[at])):
        found.append(at)
    return found[::-1]
