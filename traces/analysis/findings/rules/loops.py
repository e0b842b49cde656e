"""loop, step_repetition: the same again and again."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from traces.analysis.findings import words
from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule

OFTEN = 3
LONGEST_CYCLE = 6
STEPS = frozenset({"step", "agent", "workflow"})


def loop(case: Case) -> Iterator[Hit]:
    """Identical calls of a tool, tries that followed a failure left out; or an error that names the limit of rounds."""
    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, span in enumerate(case.spans):
        if span.kind == "tool" and span.prompt_hash and not (case.attempts[i] or 1) > 1:
            same[span.name, span.prompt_hash].append(i)
    for places in same.values():
        if len(places) >= OFTEN:
            evidence = tuple((i, "same") for i in places[:-1][:20])
            yield Hit(places[-1], f"was called {len(places)} times with the same arguments", evidence)
    for i in case.origins:
        if words.tells(case, i, words.ITERATIONS):
            yield Hit(i, "reached its limit of rounds")


def repetition(case: Case) -> Iterator[Hit]:
    """A cycle of two steps or more, three times or more one after the other, under one parent."""
    for places in case.children.values():
        steps = [i for i in places if case.spans[i].kind in STEPS]
        if len(steps) >= 2 * OFTEN and (found := _cycle(case, steps)):
            first, length, times = found
            evidence = tuple((i, "same") for i in steps[first : first + length])
            yield Hit(steps[first + length * times - 1], f"{length} steps {times} times", evidence)


def _cycle(case: Case, steps: Sequence[int]) -> tuple[int, int, int] | None:
    """(first, length, times) of the first shortest cycle of names in which each step begins after the one before."""
    spans = [case.spans[i] for i in steps]
    names = [span.name for span in spans]
    in_turn = [False] + [spans[n].start_ns >= spans[n - 1].end_ns for n in range(1, len(spans))]
    for length in range(2, LONGEST_CYCLE + 1):
        run = 0  # how many steps in a row equal the one a cycle before
        for n in range(length, len(names)):
            run = run + 1 if names[n] == names[n - length] and in_turn[n] else 0
            if run >= length * (OFTEN - 1) and len(set(names[n - length + 1 : n + 1])) > 1:
                first = n - run - length + 1
                last = n
                while last + 1 < len(names) and names[last + 1] == names[last + 1 - length] and in_turn[last + 1]:
                    last += 1
                return first, length, (last - first + 1) // length
    return None


RULES = (
    Rule(
        "loop",
        "failure",
        0.75,
        "It went round in circles",
        "Three or more calls of one tool with identical arguments, retries of failed ones not counted; or an error that"
        " names a limit of rounds.",
        "{span} {detail}",
        loop,
        follows=("tool_error", "tool_bad_args", "tool_unknown", "empty_retrieval"),
    ),
    Rule(
        "step_repetition",
        "weakness",
        0.45,
        "Steps were repeated",
        "A cycle of two to six steps under one parent, three times or more one after the other.",
        "up to {span}, {detail}",
        repetition,
        follows=("tool_error",),
    ),
)
