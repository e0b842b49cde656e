"""One batch: which version of each outcome holds, which runs it is about, and what they are credited with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflows.analysis.credit import Part, Worth, worth_of
from workflows.analysis.credit import credit as parts_of
from workflows.analysis.reasons import WITHDRAWN
from workflows.attribution import finding
from workflows.attribution.finding import RunRef
from workflows.store import credited, queue
from workflows.store.credited import Outcome
from workflows.store.definitions import Definitions, Terms

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is concluded about one outcome."""

    outcome: Outcome
    runs: Sequence[RunRef]
    reason: str | None  # why there are none


def credit(
    project_id: int, came: Sequence[tuple[str, str, int]], again: Iterable[Key], definitions: Definitions
) -> None:
    """Credits these outcomes anew; those whose credits stay as they are cost no write but their mark."""
    keys = {(source, outcome_id) for source, outcome_id, _ in came} | set(again)
    if not keys:
        return
    held = credited.held(project_id, keys)
    findings = _findings(project_id, held, definitions)
    before, after = credited.of(project_id, keys), {each.outcome.key: _credits(each, definitions) for each in findings}
    _replace(project_id, before, after)
    top = {each.key: each.version for each in held}
    credited.release(project_id, top)
    credited.mark(project_id, came, top, {each.outcome.key: each.reason for each in findings})


def _findings(project_id: int, held: Sequence[Outcome], definitions: Definitions) -> list[Finding]:
    asked = [(each, definitions.terms(each.workflow, each.metric)) for each in held if each.status != "withdrawn"]
    found = finding.runs(project_id, asked)
    reasons = finding.reasons(project_id, [pair for pair in asked if not found.get(pair[0].key)])
    withdrawn = [Finding(each, (), WITHDRAWN) for each in held if each.status == "withdrawn"]
    return withdrawn + [Finding(each, found.get(each.key, ()), reasons.get(each.key)) for each, _ in asked]


def _credits(each: Finding, definitions: Definitions) -> list[credited.Credit]:
    if not each.runs:
        return []
    terms = definitions.terms(each.outcome.workflow, each.outcome.metric)
    parts = parts_of(_worth(each.outcome, terms), len(each.runs))
    return [_credit(each.outcome, run, part) for run, part in zip(each.runs, parts, strict=True)]


def _worth(outcome: Outcome, terms: Terms) -> Worth:
    per_unit = None if outcome.currency else terms.value_per_unit_nanousd
    value = worth_of(outcome.value, outcome.value_nanousd, per_unit, outcome.status)
    return Worth(value, outcome.minutes_saved, outcome.human_minutes)


def _credit(outcome: Outcome, run: RunRef, part: Part) -> credited.Credit:
    return credited.Credit(
        *outcome.key,
        *run,
        part.share,
        part.worth.value_nanousd,
        part.worth.minutes_saved,
        part.worth.human_minutes,
        outcome.status,
        outcome.metric,
        outcome.occurred_at,
        units_of(outcome, part.share),
        None if outcome.currency else outcome.value,
    )


def units_of(outcome: Outcome, share: Decimal) -> Decimal | None:
    """What the definition says the worth of: a success whose sender did not say its money; without a value one unit."""
    if outcome.status != "success" or outcome.value_nanousd is not None or outcome.currency:
        return None
    return share if outcome.value is None else share * outcome.value


def _replace(
    project_id: int, before: Mapping[Key, set[credited.Credit]], after: Mapping[Key, Sequence[credited.Credit]]
) -> None:
    """Writes the credits that differ, and notes the traces of which something was taken or given."""
    differ = [key for key, found in after.items() if set(found) != before.get(key, set())]
    if not differ:
        return
    credited.replace(project_id, differ, [each for key in differ for each in after[key]])
    touched: dict[str, Any] = {each.trace_id: None for key in differ for each in before.get(key, set())}
    touched |= {each.trace_id: None for key in differ for each in after[key]}
    queue.changed(project_id, list(touched))
