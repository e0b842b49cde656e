"""Why do outputs fail: the page's sentence and lines, out of a cohort and its contrast."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiops.core import formats
from traces.analysis.findings import CODES, NONE_FOUND, rule
from traces.types import Cohort, Success

if TYPE_CHECKING:
    from traces.analysis.contrast import Contrast, Item

FILTERS = {"workflow": "workflow", "model": "model", "provider": "provider", "user": "user"}  # dimension -> list's own
WORDS = {
    "no_error": ("failed", "did not fail"),
    "outcome": ("had a bad outcome", "had a good outcome"),
    "score": ("scored too low", "scored well"),
    "fast": ("were slow", "were not slow"),
    "cheap": ("were dear", "were not dear"),
}
TITLES = {
    "no_error": "No failure in it",
    "outcome": "The outcome was a success",
    "fast": "Faster than the slowest tenth",
    "cheap": "Cheaper than the dearest tenth",
}
NONE_FOUND_TITLE = "No machine-readable cause found"
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One item. `href` leads to the list where it knows the values, "" where it does not."""

    item: "Item"
    where: tuple[tuple[str, str], ...]
    travels_with: tuple[str, ...]
    more_travel: int
    traces: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Share:
    """One finding of the time."""

    code: str
    title: str
    causes: int
    traces: int
    percent: str  # of the most frequent cause, for the bar
    of_runs: str  # of all runs, how many it is the cause of
    before: str  # the same of the time before; "" without one
    href: str


def title(success: Success) -> str:
    return f"{success.score} is {success.least:g} or more" if success.measure == "score" else TITLES[success.measure]


def title_of(code: str) -> str:
    """Of a cause."""
    return NONE_FOUND_TITLE if code == NONE_FOUND else rule(code).title


def how_many(cohort: Cohort) -> str:
    """ "312 of 12,480 runs failed (2.5 %)"."""
    whole = cohort.failing + cohort.good
    verb = WORDS[cohort.success.measure][0]
    if not whole:
        return "There is no run to look at"
    share = f" ({formats.percent(cohort.failing, whole)})" if cohort.failing else ""
    return f"{cohort.failing:,} of {whole:,} runs {verb}{share}"


def how_many_before(before: Cohort, label: str) -> str:
    """ "In the 28 days before, 290 of 11,900 runs failed (2.4 %)"."""
    if not before.failing + before.good:
        return f"There was no run to look at {label}"
    return f"{label[:1].upper()}{label[1:]}, {how_many(before)}"


def missing(cohort: Cohort, found: "Contrast") -> str:
    """A plain sentence where there is nothing to compare; "" where there is."""
    verb, good = WORDS[cohort.success.measure]
    known = {
        "no_failures": f"None of them {verb}, so there is nothing to explain.",
        "no_successes": f"All of them {verb}: there is no good run to compare with.",
        "too_few": f"Only {found.failing:,} {verb} and {found.good:,} {good}: at least {FEWEST} failures and two good"
        " runs are needed to tell a cause from chance.",
    }
    if cohort.failing + cohort.good == 0:
        return {
            "outcome": "No run of this time has an outcome yet.",
            "score": f"No run of this time has a score called {cohort.success.score}.",
        }.get(cohort.success.measure, "No trace came in this time.")
    return known.get(found.missing, "")


def sentence(cohort: Cohort, found: "Contrast") -> str:
    """The whole answer in words, for the API and for those who read nothing else."""
    told = short(cohort, found)
    if missing(cohort, found):
        return told
    kept, sign = (f"{found.kept:,}", ";") if found.items else ("none", ":")
    return f"{told.removesuffix('.')}{sign} {_tested(found)}, {kept} kept."


def short(cohort: Cohort, found: "Contrast") -> str:
    """The same without how it was found."""
    told = how_many(cohort)
    if lack := missing(cohort, found):
        return f"{told}. {lack}"
    if not found.items:
        return f"{told}. Nothing separates them from the others."
    first = found.items[0]
    return (
        f"{told}. {round(first.excess):,} more than expected have {named(first.where)}"
        f" (between {round(first.low):,} and {round(first.high):,})."
    )


def _tested(found: "Contrast") -> str:
    return f"{found.tested:,} value{'s' * (found.tested != 1)} tested"


def named(where: tuple[tuple[str, str], ...]) -> str:
    return " and ".join(f"{name.removeprefix('tag.')} {value}" for name, value in where)


def lines(found: "Contrast", traces: tuple[tuple[str, ...], ...], list_path: str, times: dict[str, str]) -> list[Line]:
    return [
        Line(
            item,
            tuple((name.removeprefix("tag."), value) for name, value in item.where),
            tuple(named(where) for where in item.travels_with[:3]),
            max(len(item.travels_with) - 3, 0),
            ids,
            _href(item, list_path, times),
        )
        for item, ids in zip(found.items, traces, strict=True)
    ]


def _href(item: "Item", list_path: str, times: dict[str, str]) -> str:
    """The list of all such runs, failing or not, where it can filter by the values."""
    asked = {}
    for name, value in item.where:
        if name in FILTERS:
            asked[FILTERS[name]] = value
        elif name.startswith("tag."):
            asked[name] = value
        else:
            return ""
    return f"{list_path}?{urlencode(asked | times)}"


def shares(cohort: Cohort, before: Cohort | None, list_path: str, asked: dict[str, str]) -> list[Share]:
    """Findings by how many failures they are the cause of; those that caused none, after them."""
    whole = max((causes for _, _, causes in cohort.findings), default=0)
    runs = cohort.failing + cohort.good
    runs_before = before.failing + before.good if before else 0
    caused = {code: causes for code, _, causes in before.findings} if before else {}
    return [
        Share(
            code,
            title_of(code),
            causes,
            traces,
            f"{100 * causes / whole if whole else 0:.1f}",
            formats.percent(causes, runs) if runs else "",
            formats.percent(caused.get(code, 0), runs_before) if runs_before else "",
            f"{list_path}?{urlencode({'finding': code} | asked)}",
        )
        for code, traces, causes in cohort.findings
        if code in CODES or code == NONE_FOUND
    ]


def as_json(cohort: Cohort, found: "Contrast", traces: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
    """The shape of GET /api/v1/analysis/failures."""
    return {
        "success": cohort.success.text,
        "failures": cohort.failing,
        "successes": cohort.good,
        "compared": {"failures": cohort.sampled_failing, "successes": cohort.sampled_good},
        "tested": found.tested,
        "kept": found.kept,
        "left_out": list(found.left_out),
        "one_holds": found.clustered,
        "items": [_item(item, ids) for item, ids in zip(found.items, traces, strict=True)],
        "findings": [
            {"code": code, "count": count, "causes": causes} for code, count, causes in cohort.findings
        ],
        "sentence": sentence(cohort, found),
    }  # fmt: skip


def _item(item: "Item", traces: tuple[str, ...]) -> dict[str, Any]:
    return {
        "where": _values(item.where),
        "failures": item.failing,
        "successes": item.good,
        "excess_failures": item.excess,
        "low": item.low,
        "high": item.high,
        "risk_ratio": item.risk_ratio,
        "p_adjusted": item.p_adjusted,
        "travels_with": [_values(where) for where in item.travels_with],
        "traces": list(traces),
    }


def _values(where: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"dimension": name, "value": value} for name, value in where]
