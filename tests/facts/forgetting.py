"""What was erased, naively: whole traces, whatever comes of them later, and outcomes that name nothing that is left."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.facts.outcomes import Outcome
from tests.facts.rows import Fact

Reference = tuple[str, str]


def references(fact: Fact) -> set[Reference]:
    """By what an outcome can name the run that a fact belongs to, besides its trace."""
    told = {"run_id": fact.run, "session": fact.session, "key": fact.key}
    return {(kind, ref) for kind, ref in told.items() if ref}


@dataclass
class Forgotten:
    """`names`: users and sessions, and when each was erased. `gone`: how runs of erased traces were named."""

    names: dict[Reference, int] = field(default_factory=dict)
    traces: set[str] = field(default_factory=set)
    gone: set[Reference] = field(default_factory=set)

    def is_of_erased(self, fact: Fact) -> bool:
        """Whether it happened before its person or session was erased; then its whole trace goes."""
        told = (("user", fact.user), ("session", fact.session))
        return any(fact.start_ns < self.names.get((kind, name), 0) for kind, name in told if name)

    def takes(self, trace: str, facts: Iterable[Fact]) -> None:
        self.traces.add(trace)
        self.gone |= {("trace_id", trace), ("run_id", trace)}
        self.gone |= {reference for fact in facts for reference in references(fact)}

    def refuses(self, outcome: Outcome) -> bool:
        """What nobody takes any more: it names an erased trace, or a session and happened before that was erased."""
        if outcome.kind == "session":
            return outcome.at_ns < self.names.get(("session", outcome.ref), 0)
        return outcome.kind in {"trace_id", "run_id"} and outcome.ref in self.traces

    def may_go(self, outcome: Outcome) -> bool:
        named = (outcome.kind, outcome.ref)
        return named in self.gone or named in self.names or self.refuses(outcome)

    def must_go(self, outcome: Outcome, left: set[Reference]) -> bool:
        """Of one that came before. `left`: by what the runs of any trace went that was there meanwhile and still is."""
        named = (outcome.kind, outcome.ref)
        return named in self.names or self.refuses(outcome) or (named in self.gone and named not in left)
