"""Why did this output fail: ranked evidence out of one trace, without a model.

Each rule is a pure function on the repaired tree (see `catalogue` for all of them); `examine` puts what they find in
order and tells what was recovered, what only passed an error on, and which call asked for it.
docs/reference/findings.md lists every rule; docs/why/2026-11-findings.md says why it is done so.
"""

from traces.analysis.findings.case import Case
from traces.analysis.findings.catalogue import CODES, RULES, rule
from traces.analysis.findings.examine import NONE_FOUND, Examined, examine
from traces.analysis.findings.finding import Evidence, Finding, Rule

__all__ = ["CODES", "NONE_FOUND", "RULES", "Case", "Evidence", "Examined", "Finding", "Rule", "examine", "rule"]
