"""Every rule. Add one by writing its module and naming it here; docs/reference/findings.md must list it too."""

from traces.analysis.findings.finding import Rule
from traces.analysis.findings.rules import (
    context,
    detours,
    ending,
    exceptions,
    finish,
    guardrails,
    loops,
    output_form,
    provider,
    retries,
    retrieval,
    symptoms,
    timing,
    tools,
)

_FAMILIES = (
    exceptions, timing, provider, retries, finish, retrieval, tools, output_form, guardrails, detours, context, loops,
    ending, symptoms,
)  # fmt: skip
RULES: tuple[Rule, ...] = tuple(each for family in _FAMILIES for each in family.RULES)
_BY_CODE = {each.code: each for each in RULES}
CODES: tuple[str, ...] = tuple(_BY_CODE)


def rule(code: str) -> Rule:
    return _BY_CODE[code]
