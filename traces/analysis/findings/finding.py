"""What a rule is, and what it finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from traces.analysis.findings.case import Case

# failure: it fails a run that nothing survived. weakness: it explains a bad output, and many good runs have it too.
# symptom: it says that a run was bad, never why.
Group = Literal["failure", "weakness", "symptom"]
State = Literal["", "handled", "recovered"]


class Hit(NamedTuple):
    """A rule's own words: where (a position of the case, or WHOLE), a figure or name, and other spans that show it."""

    span: int
    detail: str = ""
    evidence: tuple[tuple[int, str], ...] = ()  # (position, role)


WHOLE = -1  # the trace itself


@dataclass(frozen=True, slots=True)
class Rule:
    """`says` is a sentence with {span}, the span's name, and {detail}; `follows` are codes that may bring it about."""

    code: str
    group: Group
    severity: float  # 0 to 1
    title: str
    trigger: str  # in words, for the docs page
    says: str
    find: Callable[[Case], Iterable[Hit]]
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span that shows it: `role` is propagated, asked, attempt, same, let_through or recovered_by."""

    span: bytes
    role: str


@dataclass(frozen=True, slots=True)
class Finding:
    """`span` is empty for the trace itself. `at` is when the span ended (ns). `weight`: 0 to 1, how much it explains.

    `state`: handled, when an ancestor survived it; recovered, when a later try of the same went well.
    """

    code: str
    span: bytes
    weight: float
    evidence: tuple[Evidence, ...]
    at: int
    state: State = ""
    detail: str = ""
    consequence: bool = False  # another finding brought it about

    @property
    def propagated(self) -> tuple[bytes, ...]:
        """The spans that passed the error on, from the origin upwards."""
        return tuple(each.span for each in self.evidence if each.role == "propagated")
