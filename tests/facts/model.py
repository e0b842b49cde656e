"""All that was sent so far, and what it must sum to."""

from collections.abc import Iterable

from tests.facts.forgetting import Forgotten, Reference, references
from tests.facts.meters import Meters, Reading
from tests.facts.outcomes import Credit, Outcome, credited
from tests.facts.recount import Run, Trace, counted
from tests.facts.rows import Fact, Row, cost

Identity = tuple[str, str, int, int]


class Model:
    def __init__(self, rules: dict[str, str], usd_per_million: int) -> None:
        self.rules, self.usd_per_million = rules, usd_per_million
        self.rows: dict[Identity, Row] = {}
        self.outcomes: dict[tuple[str, int], Outcome] = {}
        self.batches = 0
        self.kept_since_ns = 0
        self.forgotten, self.meters = Forgotten(), Meters()
        self.plans_are_tags = False
        self.named: set[Reference] = set()  # what runs that came since the last erasure began are named by

    def arrives(self, facts: list[Fact]) -> None:
        """The first of each identity stays, whatever comes under it later; nothing of what was erased does."""
        self.batches += 1
        kept = [fact for fact in facts if fact.start_ns >= self.kept_since_ns]
        first: dict[Identity, Fact] = {}
        for fact in kept:
            first.setdefault(fact.identity, fact)
        for fact in (*first.values(), *(fact for fact in facts if fact not in kept)):
            if self.forgotten.is_of_erased(fact):
                self.erases_trace(fact.trace)
        for identity, fact in first.items():
            if fact.trace not in self.forgotten.traces:
                order = (self.batches, fact.span, fact.source)
                tag = fact.plan if self.plans_are_tags else None
                self.rows.setdefault(identity, Row(fact, order, cost(fact, self.usd_per_million), tag=tag))
                self.named |= references(fact)

    def reads(self, reading: Reading, received_ns: int) -> None:
        erased_ns = self.forgotten.names.get(("user", reading.user), 0)
        self.arrives(self.meters.reads(reading, received_ns, erased_ns))

    def is_priced_anew(self, since_ns: int, until_ns: int) -> None:
        for row in self.rows.values():
            if row.kept and since_ns <= row.fact.start_ns < until_ns:
                row.cost_nanousd = cost(row.fact, self.usd_per_million)

    def is_tagged_anew(self) -> None:
        for row in self.rows.values():
            if row.kept:
                row.tag = row.fact.plan if self.plans_are_tags else None

    def expires(self, before_ns: int) -> None:
        self.kept_since_ns = before_ns
        for row in self.rows.values():
            row.kept = row.fact.start_ns >= before_ns

    def erases(self, kind: str, name: str, at_ns: int, expired: Iterable[str]) -> None:
        """`expired`: traces whose spans are gone and whose summary names them."""
        found = {name} if kind == "trace" else set(expired)
        if kind != "trace":
            self.forgotten.names[kind, name] = at_ns
            found |= {
                row.fact.trace for row in self.rows.values() if row.kept and self.forgotten.is_of_erased(row.fact)
            }
        for trace in found:
            self.erases_trace(trace)
        self.named = {ref for row in self.rows.values() for ref in references(row.fact)}

    def erases_trace(self, trace: str) -> None:
        gone = [key for key, row in self.rows.items() if row.fact.trace == trace]
        self.forgotten.takes(trace, [self.rows.pop(key).fact for key in gone])

    def hears(self, outcomes: list[Outcome]) -> None:
        for each in outcomes:
            self.outcomes.setdefault((each.id, each.version), each)

    def loses_outcomes(self, ids: set[str]) -> None:
        """The product took them away: it may have."""
        for each in ids:
            versions = [version for version in self.outcomes.values() if version.id == each]
            assert any(map(self.forgotten.may_go, versions)), (each, versions)
        self.outcomes = {key: each for key, each in self.outcomes.items() if each.id not in ids}

    def has_lost_all_it_must(self, known: Iterable[Outcome]) -> None:
        """Of the outcomes known when an erasure began none is left that names nothing but what it took."""
        there = {each.id for each in self.outcomes.values()}
        left = self.named
        wrong = [each for each in known if each.id in there and self.forgotten.must_go(each, left)]
        assert not wrong, wrong

    def traces(self) -> dict[str, Trace]:
        grouped: dict[str, list[Row]] = {}
        for row in self.rows.values():
            grouped.setdefault(row.fact.trace, []).append(row)
        return {trace: counted(trace, rows) for trace, rows in grouped.items()}

    def runs(self) -> list[Run]:
        return [run for trace in self.traces().values() for run in trace.runs]

    def credits(self) -> set[Credit]:
        return credited(self.outcomes.values(), self.runs(), self.rules)
