"""Beside what separates failures from successes: failures that read alike, and the documents that runs were given."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiops.core import formats
from traces.panels.failures import title_of
from traces.types import Cohort

if TYPE_CHECKING:
    from traces.analysis.alike import Alike, Groups
    from traces.analysis.documents import Share, Uses

VERDICTS = {
    "worse": "fails more with it",
    "better": "fails less with it",
    "": "chance may do it",
    "few": "too few runs",
}


@dataclass(frozen=True, slots=True)
class AlikeLine:
    """One group: what the error says, in words where it says nothing."""

    group: "Alike"
    message: str
    share: str
    cause: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    name: str
    runs: int
    used: str  # share of the runs that were given documents
    score: str
    with_it: str
    between: str
    without: str
    between_without: str
    verdict: str
    word: str
    traces: tuple[str, ...]


def alike(found: "Groups") -> list[AlikeLine]:
    return [
        AlikeLine(
            each,
            each.message or "its error says nothing",
            formats.percent(each.failed, found.failed),
            title_of(each.causes[0]) if each.causes else "",
        )
        for each in found.rows
    ]


def documents(found: "Uses") -> list[DocumentLine]:
    return [
        DocumentLine(
            name=each.name,
            runs=each.runs,
            used=formats.percent(each.runs, found.runs),
            score="" if each.score is None else f"{each.score:.3g}",
            with_it=_percent(each.with_it.value),
            between=_between(each.with_it),
            without=_percent(each.without.value) if each.without else "",
            between_without=_between(each.without) if each.without else "",
            verdict=each.verdict,
            word=VERDICTS[each.verdict] if each.without else "every run had it",
            traces=each.traces,
        )
        for each in found.rows
    ]


def _percent(share: float) -> str:
    return formats.percent(share, 1.0)


def _between(share: "Share") -> str:
    return f"{_percent(share.low)} to {_percent(share.high)}"


def read(cohort: Cohort) -> "tuple[Groups, Uses]":
    """Out of the runs that were read; each good one stands for those of which it is a sample."""
    from traces.analysis.alike import groups
    from traces.analysis.documents import uses

    weight = cohort.good / cohort.sampled_good if cohort.sampled_good else 1.0
    return groups(cohort.runs), uses(cohort.runs, max(weight, 1.0))


def as_json(cohort: Cohort) -> dict[str, Any]:
    """The fields of GET /api/v1/analysis/failures."""
    grouped, used = read(cohort)
    return {
        "alike": [
            {
                "step": each.step,
                "message": each.message,
                "failures": each.failed,
                "causes": list(each.causes),
                "traces": list(each.traces),
            }
            for each in grouped.rows
        ],
        "documents": [
            {
                "name": each.name,
                "runs": each.runs,
                "failures": each.failed,
                "score": each.score,
                "failure_rate": _rate(each.with_it),
                "failure_rate_without": _rate(each.without),
                "verdict": each.verdict or "chance",
            }
            for each in used.rows
        ],
    }


def _rate(share: "Share | None") -> dict[str, float] | None:
    return None if share is None else {"value": share.value, "low": share.low, "high": share.high}
