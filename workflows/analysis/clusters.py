"""Intervals over users as well as over days. Pure.

Days are the clusters of every interval: what happens on a day happens to all of its runs. But a user who is served
badly is so on every day: such a difference moves no day against another, and an interval over days alone is too narrow
for what other users would see. Where users are known they are parted by chance into groups, and each figure takes the
wider of its two intervals. A share of good runs, whose interval takes each run by itself, is taken for as many runs as
it is worth: their number over the design effect, which is its variance between users over that of independent runs,
and less as few groups say little of that variance.

Source: random groups, Wolter, "Introduction to Variance Estimation" (2007), chapter 2; design effect, Kish, "Survey
Sampling" (1965); few groups, Korn and Graubard, "Confidence intervals for proportions with small expected number of
positive counts estimated from survey data", Survey Methodology 24 (1998) 193.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import sqrt

from aiops.core.stats.intervals import ratio_error, six, t_of, wilson, z_of
from workflows.analysis.roi import (
    Day,
    Earned,
    Facts,
    Figure,
    Terms,
    apply,
    minutes_of,
    net_of,
    per_success_of,
    places,
    return_of,
    total_of,
    value_of,
)

FEWEST_GROUPS = 10  # with runs in them: below, users are too few to say how users differ
LEAST_KNOWN = 0.9  # of the runs that count: of the others nobody knows whose they are


def with_users(now: Earned, groups: Sequence[Facts], terms: Terms) -> Earned:
    """The same with each interval the wider of those over days and over groups of users, where users are known."""
    told = [each for each in groups if each.runs]
    runs = sum(each.runs for each in told)
    if len(told) < FEWEST_GROUPS or runs < LEAST_KNOWN * now.matured_runs:
        return now
    users = [_day(each, terms, Fraction(now.other_nanousd * each.runs, runs)) for each in told]
    matured = now.matured_runs
    return replace(
        now,
        user_groups=len(users),
        value=now.value and _wider(now.value, total_of(now.value.value, users, matured, value_of)),
        net=now.net and _wider(now.net, total_of(now.net.value, users, matured, net_of, signed=True)),
        roi=now.roi and now.net and _wider(now.roi, return_of(now.net.value, now.cost_nanousd, users)),
        success_rate=now.success_rate and _wider(now.success_rate, _rate(now, users)),
        cost_per_success=now.cost_per_success
        and _wider(now.cost_per_success, per_success_of(users, now.cost_nanousd, now.successes)),
        minutes_saved=now.minutes_saved
        and _wider(now.minutes_saved, total_of(now.minutes_saved.value, users, matured, minutes_of, signed=True)),
    )


def _day(facts: Facts, terms: Terms, other: Fraction) -> Day:
    """A group as if it were a day; costs besides models are shared out by runs."""
    return replace(apply(facts, replace(terms, expenses=()), facts.day), other_nanousd=round(other))


def _wider(days: Figure, users: Figure | None) -> Figure:
    """An interval that cannot be said over either cannot be said."""
    if users is None or days.low is None or days.high is None:
        return days
    if users.low is None or users.high is None:
        return replace(days, low=users.low, high=users.high)
    return replace(days, low=users.low, high=users.high) if users.high - users.low > days.high - days.low else days


def _rate(now: Earned, users: Sequence[Day]) -> Figure | None:
    share = now.good / now.judged
    error = ratio_error(six((each.good, each.judged) for each in users))
    alone = sqrt(share * (1 - share) / now.judged)
    if error is None or error <= alone or not alone:
        return None
    # Wilson's interval knows its quantile squared over the number alone: Student's comes in by a smaller number.
    worth = (alone / error * z_of() / t_of(len(users) - 1)) ** 2
    found = wilson(now.good * worth, now.judged * worth)
    if found is None:
        return None
    low, high = (Decimal(places(Fraction(end))) for end in (found.low or 0.0, found.high or 0.0))
    return Figure(places(Fraction(now.good, now.judged)), low, high)
