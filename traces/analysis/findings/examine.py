"""Puts what the rules find in order: causal precedence, then severity, then the earliest end, then depth."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from traces.analysis.findings.case import Case
from traces.analysis.findings.catalogue import RULES, rule
from traces.analysis.findings.finding import WHOLE, Evidence, Finding, Hit, Rule, State
from traces.analysis.findings.rules.finish import NOT_LAST
from traces.analysis.tree import NONE

MOST_OF_A_RULE = 200  # the earliest; a trace of 30,000 failures has no more to say
MOST_PASSED_ON = 100
SHARE: dict[State, float] = {"": 1.0, "handled": 0.6, "recovered": 0.25}  # of a failure's severity
CONSEQUENCE = 0.5
EXPLAINS = 0.35  # the least weight with which a finding is called the cause
NONE_FOUND = "none_found"  # in place of a code: it failed, and nothing in the trace says why
# What any failed span is, unless a rule says better what went wrong there.
GENERAL = "exception_origin"
ERRORS = frozenset({
    "timeout", "cancelled", "rate_limited", "provider_5xx", "auth", "tool_error", "tool_bad_args", "tool_unknown",
    "schema_violation", "context_overflow", "content_filtered", "loop",
})  # fmt: skip
MORE_THAN_TOOL = ERRORS - {"tool_error", "loop"}


@dataclass(frozen=True, slots=True)
class Examined:
    """`findings` in order of rank. `opened`: the run failed, or somebody said that it did."""

    findings: tuple[Finding, ...]
    opened: bool
    failed: bool  # a root failed, or a failure that nothing survived was found

    @property
    def primary(self) -> Finding | None:
        """What explains it best; None where nothing does."""
        found = next((each for each in self.findings if rule(each.code).group != "symptom"), None)
        return found if found and found.weight >= EXPLAINS else None

    @property
    def cause(self) -> str | None:
        """The code of the cause of a failed run; NONE_FOUND where nothing says why; None of a run that did not fail."""
        if not self.failed:
            return None
        return self.primary.code if self.primary else NONE_FOUND

    @property
    def codes(self) -> tuple[str, ...]:
        """Each once, in order of rank."""
        return tuple(dict.fromkeys(each.code for each in self.findings))


def examine(case: Case) -> Examined:
    """Every finding of a trace, ranked. The order of the spans that were given does not matter."""
    found: list[tuple[int, Finding]] = []
    for each in RULES:
        hits = _first(case, each.find(case))
        found += [(hit.span, _finding(case, each, hit)) for hit in hits]
    found = _without_general(found)
    ranked = _ranked(case, _with_consequences(found))
    opened = case.failed or any(rule(each.code).group == "symptom" for each in ranked)
    fatal = any(rule(each.code).group == "failure" and not each.state and each.detail != NOT_LAST for each in ranked)
    return Examined(tuple(ranked), opened or fatal, case.failed or fatal)


def _first(case: Case, hits: Iterable[Hit]) -> list[Hit]:
    """The earliest, one a span."""
    found = list(hits)
    if len(found) < 2:  # almost always
        return found
    one = {hit.span: hit for hit in reversed(found)}
    return sorted(one.values(), key=lambda hit: (_end(case, hit.span), hit.span))[:MOST_OF_A_RULE]


def _end(case: Case, i: int) -> int:
    if i == WHOLE:
        return max((span.end_ns for span in case.spans), default=0)
    return case.spans[i].end_ns


def _finding(case: Case, by: Rule, hit: Hit) -> Finding:
    evidence = [Evidence(case.spans[i].span_id, role) for i, role in hit.evidence]
    state: State = ""
    if hit.span != WHOLE and by.group == "failure":
        state, passed_on, again = _fate(case, hit.span)
        evidence += [Evidence(case.spans[i].span_id, "propagated") for i in passed_on]
        if again is not None:
            evidence.append(Evidence(case.spans[again].span_id, "recovered_by"))
    span_id = b"" if hit.span == WHOLE else case.spans[hit.span].span_id
    weight = by.severity * SHARE[state] * (CONSEQUENCE if hit.detail == NOT_LAST else 1)
    return Finding(by.code, span_id, round(weight, 3), tuple(evidence), _end(case, hit.span), state, hit.detail)


def _fate(case: Case, i: int) -> tuple[State, list[int], int | None]:
    """What became of a failure: its state, the spans that passed it on, and the later good try.

    A span that did not fail itself (a refusal, a cut answer) passes nothing on, and only a later good sibling of the
    same name, where that one has no sign of the same, would mend it; that is for its rule to say.
    """
    if case.spans[i].status != "error":
        raised = case.sign("raised", i) is not None or case.sign("failed_result", i) is not None
        return ("handled" if raised else ""), [], None
    passed_on: list[int] = []
    at = i
    while True:
        if (again := case.recovered_by(at)) is not None:
            return "recovered", passed_on, again
        above = case.parents[at]
        if above == NONE:
            return "", passed_on, None
        if case.spans[above].status != "error":
            return "handled", passed_on, None
        if len(passed_on) < MOST_PASSED_ON:
            passed_on.append(above)
        at = above


def _without_general(found: list[tuple[int, Finding]]) -> list[tuple[int, Finding]]:
    """Where a rule says better what went wrong on a span, the general ones are silent there."""
    codes: dict[int, set[str]] = defaultdict(set)
    for i, each in found:
        codes[i].add(each.code)
    return [
        (i, each) for i, each in found
        if not (each.code == GENERAL and codes[i] & ERRORS)
        and not (each.code == "tool_error" and codes[i] & MORE_THAN_TOOL)
    ]  # fmt: skip


def _with_consequences(found: list[tuple[int, Finding]]) -> list[tuple[int, Finding]]:
    """Marks what another finding, which nothing recovered, may have brought about by then."""
    earliest: dict[str, int] = {}
    for _, each in found:
        if each.state != "recovered":
            earliest[each.code] = min(each.at, earliest.get(each.code, each.at))
    marked = []
    for i, each in found:
        causes = rule(each.code).follows
        if any(code in earliest and earliest[code] <= each.at for code in causes):
            marked.append((i, replace(each, consequence=True, weight=round(each.weight * CONSEQUENCE, 3))))
        else:
            marked.append((i, each))
    return marked


def _ranked(case: Case, found: list[tuple[int, Finding]]) -> list[Finding]:
    def rank(pair: tuple[int, Finding]) -> tuple[object, ...]:
        i, each = pair
        depth = 0 if i == WHOLE else case.depths[i]
        symptom = rule(each.code).group == "symptom"
        return symptom, each.consequence, -each.weight, each.at, -depth, each.code, each.span, each.detail

    return [each for _, each in sorted(found, key=rank)]
