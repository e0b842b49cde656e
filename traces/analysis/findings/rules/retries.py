"""retries_exhausted, retry_waste: what several tries of one call came to."""

from collections.abc import Iterator

from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule


def exhausted(case: Case) -> Iterator[Hit]:
    for series in case.series:
        last = series[-1]
        if case.spans[last].status == "error":
            yield Hit(last, str(case.attempts[last]), tuple((i, "attempt") for i in series[:-1]))


def waste(case: Case) -> Iterator[Hit]:
    """On the try that went well; `detail` is what the failed ones cost, in time and, where known, in money."""
    for series in case.series:
        *failed, last = series
        lost = [i for i in failed if case.spans[i].status == "error"]
        if lost and case.spans[last].status != "error":
            seconds = (case.spans[last].start_ns - case.spans[lost[0]].start_ns) / 1e9
            costs = [cost for i in lost if (cost := case.spans[i].cost_nanousd) is not None]
            money = f" and ${sum(costs) / 1e9:.4f}" if sum(costs) else ""
            yield Hit(last, f"{len(lost) + 1}|{seconds:.2f} s{money}", tuple((i, "attempt") for i in lost))


RULES = (
    Rule(
        "retries_exhausted",
        "failure",
        0.5,
        "All tries failed",
        "Two or more attempts of one call, and the last one failed. What made them fail is told first.",
        "{span} gave up after {detail} tries",
        exhausted,
        follows=("rate_limited", "provider_5xx", "auth", "timeout", "exception_origin", "tool_error", "tool_bad_args"),
    ),
    Rule(
        "retry_waste",
        "weakness",
        0.15,
        "Retries cost time and money",
        "Two or more attempts of one call, of which the last went well: what the failed ones cost.",
        "{span} needed {detail}",
        waste,
    ),
)
