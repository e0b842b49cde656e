"""Which attributes of failing and good runs are compared: an allow-list by meaning, ids and symptoms left out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

import numpy as np
import numpy.typing as npt

from traces.analysis.contrast import Contrast, Dimension, Value, binned, contrast, dimension, parted, presence
from traces.types import Cohort, CohortRun

# What a measure of success itself is made of: it would explain itself.
SYMPTOMS = {
    "no_error": frozenset({"finish reason", "guardrail verdict", "output tokens"}),
    "fast": frozenset({"output tokens"}),
    "cheap": frozenset({"input tokens", "output tokens", "model calls"}),
}
TITLES = {"documents": "documents found", "finish": "finish reason", "verdict": "guardrail verdict"}
# Causes that end no call early.
STAYS_WHOLE = frozenset({
    "truncated_output", "content_filtered", "refusal", "empty_retrieval", "weak_retrieval", "schema_violation", "loop",
    "guardrail_block", "no_answer", "stale_cache", "tool_bad_args", "tool_unknown", "none_found",
})  # fmt: skip
# Of two that tell the same the first here is shown: what people decide on before what follows from it.
ORDER = {name: place for place, name in enumerate(("release", "workflow", "model", "prompt"))}
LAST = len(ORDER)
EXAMPLES = 20
MOST_TAGS = 20
QUARTER_NS = 900 * 10**9


def compare(cohort: Cohort, zone: tzinfo = UTC, seed: int = 0) -> tuple[Contrast, tuple[tuple[str, ...], ...]]:
    """What the failing runs have that the good ones have not; of each item the ids of its newest failing runs."""
    runs = _of_the_same_workflows(cohort.runs)
    failing = np.array([run.failing for run in runs], dtype=bool)
    hidden = SYMPTOMS.get(cohort.success.measure, frozenset())
    shown = [each for each in dimensions(runs, zone) if each.name not in hidden]
    weight = cohort.good / cohort.sampled_good if cohort.sampled_good else 1.0
    whose = dimension("user", [run.user or run.session for run in runs]).codes
    found = contrast(failing, shown, clusters=whose, seed=seed, good_weight=max(weight, 1.0))
    by_name = {each.name: each for each in shown}
    return found, tuple(_examples(runs, failing, by_name, item.where) for item in found.items)


def _of_the_same_workflows(runs: tuple[CohortRun, ...]) -> tuple[CohortRun, ...]:
    """Good runs of a workflow that never fails say nothing of why others do."""
    failing = {run.workflow for run in runs if run.failing}
    return tuple(run for run in runs if run.workflow in failing) if failing else runs


def dimensions(runs: tuple[CohortRun, ...], zone: tzinfo = UTC) -> list[Dimension]:
    found = [*_plain(runs), *_tags(runs), *_several(runs), *_numbers(runs), *_times(runs, zone)]
    return [replace(each, rank=ORDER.get(each.name, LAST)) for each in found]


def _plain(runs: Iterable[CohortRun]) -> Iterator[Dimension]:
    for name in ("workflow", "service", "release"):
        yield dimension(name, [getattr(run, name) for run in runs])
    yield dimension("prompt", [run.prompt_fingerprint for run in runs])
    yield dimension("user", [run.user for run in runs])


def _numbers(runs: tuple[CohortRun, ...]) -> Iterator[Dimension]:
    """Of a run that an error ended early the numbers say how far it came, not what it was given: unknown."""
    whole = [run.cause is None or run.cause in STAYS_WHOLE for run in runs]
    for name, field in (("input tokens", "input_tokens"), ("output tokens", "output_tokens"), ("model calls", "calls")):
        told = [
            getattr(run, field) if run.calls and all_of_it else None for run, all_of_it in zip(runs, whole, strict=True)
        ]
        yield binned(name, told)


def _several(runs: Iterable[CohortRun]) -> Iterator[Dimension]:
    yield presence("model", [run.models for run in runs])
    yield presence("provider", [run.providers for run in runs])
    for name, told in parted(presence("trait", [run.traits for run in runs]), ":").items():
        yield replace(told, name=TITLES.get(name, name))


def _tags(runs: tuple[CohortRun, ...]) -> Iterator[Dimension]:
    names = sorted({name for run in runs for name in run.tags} - {"verdict", "guardrail"})
    for name in names[:MOST_TAGS]:
        yield dimension(f"tag.{name}", [run.tags.get(name) for run in runs])


def _times(runs: Iterable[CohortRun], zone: tzinfo) -> Iterator[Dimension]:
    quarters = [run.start_ns // QUARTER_NS for run in runs]  # a zone is off by whole ones
    at = {each: datetime.fromtimestamp(each * QUARTER_NS // 10**9, zone) for each in set(quarters)}
    hours, days = ({each: f"{when:{form}}" for each, when in at.items()} for form in ("%H:00", "%A"))
    yield dimension("hour", [hours[each] for each in quarters])
    yield dimension("weekday", [days[each] for each in quarters])


def _examples(
    runs: tuple[CohortRun, ...], failing: npt.NDArray[np.bool_], by_name: dict[str, Dimension], where: tuple[Value, ...]
) -> tuple[str, ...]:
    has = failing.copy()
    for name, value in where:
        each = by_name[name]
        has &= each.members(each.values.index(value), len(runs))
    newest = sorted((runs[place] for place in np.flatnonzero(has)), key=lambda run: (-run.start_ns, run.trace_id))
    return tuple(run.trace_id.hex() for run in newest[:EXAMPLES])
