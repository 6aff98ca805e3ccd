"""Intervals and tests of a change between two rounds, for whole columns at a time. All at 95 %, all two-sided.

Changes are the later share less the earlier, as fractions. What a rule does not allow is nan.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from .counts import FloatArray, IntArray

LEVEL = 0.95
LEAST_EXPECTED = 5
Z = stats.norm.isf((1 - LEVEL) / 2)


class Tested(NamedTuple):
    low: FloatArray
    high: FloatArray
    p: FloatArray


def newcombe(
    count_from: IntArray, base_from: IntArray, count_to: IntArray, base_to: IntArray
) -> tuple[FloatArray, ...]:
    """Newcombe's hybrid-score interval: method 10 of his "Interval estimation for the difference between independent
    proportions", Statistics in Medicine 17 (1998), 873–890; statsmodels' `confint_proportions_2indep`. None where a
    base is 0.
    """
    some = (base_from > 0) & (base_to > 0)
    bases = (np.where(some, base, 1) for base in (base_to, base_from))
    low, high = confint_proportions_2indep(
        count_to * some, next(bases), count_from * some, next(bases), method="newcomb", compare="diff", alpha=1 - LEVEL
    )
    return np.where(some, low, np.nan), np.where(some, high, np.nan)


def pooled_share(count_from: IntArray, base_from: IntArray, count_to: IntArray, base_to: IntArray) -> FloatArray:
    return (count_from + count_to) / np.maximum(base_from + base_to, 1)


def is_testable(count_from: IntArray, base_from: IntArray, count_to: IntArray, base_to: IntArray) -> np.ndarray:
    """Whether the share of both rounds together varies at all, and leaves at least five expected in each cell."""
    pooled = pooled_share(count_from, base_from, count_to, base_to)
    fewest = np.minimum(base_from, base_to) * np.minimum(pooled, 1 - pooled)
    # A hair below five is five: 0.1 of 50 is not quite 5 for the machine.
    return (pooled > 0) & (pooled < 1) & (fewest >= LEAST_EXPECTED - 1e-9)


def z_test(count_from: IntArray, base_from: IntArray, count_to: IntArray, base_to: IntArray) -> FloatArray:
    """The pooled test of two shares, as statsmodels' `proportions_ztest` for one pair."""
    counts = count_from, base_from, count_to, base_to
    may = is_testable(*counts)
    pooled = np.where(may, pooled_share(*counts), 0.5)
    before, after = np.maximum(base_from, 1), np.maximum(base_to, 1)
    error = np.sqrt(pooled * (1 - pooled) * (1 / before + 1 / after))
    p = 2 * stats.norm.sf(np.abs(count_to / after - count_from / before) / error)
    return np.where(may, p, np.nan)


def cluster_error(counts_from: IntArray, bases_from: IntArray, counts_to: IntArray, bases_to: IntArray) -> FloatArray:
    """The standard error of a change when answers come in clusters: one more axis in front, of clusters, which is
    summed over. An authority of both rounds is one cluster.

    The same as statsmodels' `OLS(answer, [1, is later]).fit(cov_type="cluster", cov_kwds={"groups": …})` with its
    default corrections: G / (G - 1) clusters, and (N - 1) / (N - 2) answers. None with fewer than two clusters,
    fewer than three answers, or an empty round.
    """
    whole = [array.sum(axis=0) for array in (counts_from, bases_from, counts_to, bases_to)]
    before, after = np.maximum(whole[1], 1), np.maximum(whole[3], 1)
    scores = (counts_to - whole[2] / after * bases_to) / after - (counts_from - whole[0] / before * bases_from) / before
    clusters = ((bases_from > 0) | (bases_to > 0)).sum(axis=0)
    answers = whole[1] + whole[3]
    may = (clusters > 1) & (answers > 2) & (whole[1] > 0) & (whole[3] > 0)
    correction = clusters / np.maximum(clusters - 1, 1) * (answers - 1) / np.maximum(answers - 2, 1)
    return np.where(may, np.sqrt(np.maximum(correction * (scores**2).sum(axis=0), 0)), np.nan)


def by_cluster(change: FloatArray, error: FloatArray) -> Tested:
    """The normal interval and test statsmodels gives by default when errors are robust. None where the clusters do not
    vary: an error of 0 would be no certainty.
    """
    usable = np.where(error > 1e-12, error, np.nan)
    return Tested(change - Z * usable, change + Z * usable, 2 * stats.norm.sf(np.abs(change) / usable))


def newcombe_paired(tables: IntArray) -> tuple[FloatArray, FloatArray]:
    """Newcombe's method 10 for pairs: score intervals of the two shares, joined by a corrected correlation; his
    "Improved confidence intervals for the difference between binomial proportions based on paired data", Statistics in
    Medicine 17 (1998), 2635–2650.

    `tables` end with an axis of four: in both rounds, in the earlier only, in the later only, in neither. None without
    pairs. (statsmodels has no such interval.)
    """
    both, earlier, later, neither = np.moveaxis(tables, -1, 0)
    pairs = both + earlier + later + neither
    size = np.maximum(pairs, 1)
    count_from, count_to = both + earlier, both + later
    below_from, above_from = _reach(count_from, size)
    below_to, above_to = _reach(count_to, size)
    phi = _correlation(both, earlier, later, neither)
    change = (count_to - count_from) / size
    low = change - np.sqrt(np.maximum(below_to**2 - 2 * phi * below_to * above_from + above_from**2, 0))
    high = change + np.sqrt(np.maximum(above_to**2 - 2 * phi * above_to * below_from + below_from**2, 0))
    return np.where(pairs > 0, low, np.nan), np.where(pairs > 0, high, np.nan)


def _reach(count: IntArray, size: IntArray) -> tuple[FloatArray, FloatArray]:
    """How far Wilson's score interval reaches below and above the share."""
    low, high = proportion_confint(count, size, alpha=1 - LEVEL, method="wilson")
    return count / size - low, high - count / size


def _correlation(both: IntArray, earlier: IntArray, later: IntArray, neither: IntArray) -> FloatArray:
    """Phi, a positive one corrected for continuity by half the pairs, but not below 0; 0 where a margin is empty."""
    pairs = both + earlier + later + neither
    over = (both * neither - earlier * later).astype(float)
    corrected = np.where(over > 0, np.maximum(over - pairs / 2, 0), over)
    margins = [(both + earlier), (later + neither), (both + later), (earlier + neither)]
    product = np.prod(np.stack(margins).astype(float), axis=0)
    return np.where(product > 0, corrected / np.sqrt(np.where(product > 0, product, 1)), 0)


def mcnemar(tables: IntArray) -> FloatArray:
    """McNemar's exact test, as statsmodels' `mcnemar(table, exact=True)` for one table. None without pairs."""
    earlier, later = tables[..., 1], tables[..., 2]
    p = np.minimum(2 * stats.binom.cdf(np.minimum(earlier, later), earlier + later, 0.5), 1)
    return np.where(tables.sum(axis=-1) > 0, p, np.nan)
