"""All that was sent so far, and what it must sum to."""

from tests.facts.outcomes import Credit, Outcome, credited
from tests.facts.recount import Run, Trace, counted
from tests.facts.rows import Fact, Row, cost


class Model:
    def __init__(self, rules: dict[str, str], usd_per_million: int) -> None:
        self.rules, self.usd_per_million = rules, usd_per_million
        self.rows: dict[tuple[str, str, int, int], Row] = {}
        self.outcomes: dict[tuple[str, int], Outcome] = {}
        self.batches = 0
        self.kept_since_ns = 0

    def arrives(self, facts: list[Fact]) -> None:
        """The first of each identity stays, whatever comes under it later."""
        self.batches += 1
        for fact in facts:
            if fact.start_ns >= self.kept_since_ns:
                order = (self.batches, fact.span, fact.source)
                self.rows.setdefault(fact.identity, Row(fact, order, cost(fact, self.usd_per_million)))

    def is_priced_anew(self, since_ns: int, until_ns: int) -> None:
        for row in self.rows.values():
            if row.kept and since_ns <= row.fact.start_ns < until_ns:
                row.cost_nanousd = cost(row.fact, self.usd_per_million)

    def expires(self, before_ns: int) -> None:
        self.kept_since_ns = before_ns
        for row in self.rows.values():
            row.kept = row.fact.start_ns >= before_ns

    def hears(self, outcomes: list[Outcome]) -> None:
        for each in outcomes:
            self.outcomes.setdefault((each.id, each.version), each)

    def traces(self) -> dict[str, Trace]:
        grouped: dict[str, list[Row]] = {}
        for row in self.rows.values():
            grouped.setdefault(row.fact.trace, []).append(row)
        return {trace: counted(trace, rows) for trace, rows in grouped.items()}

    def runs(self) -> list[Run]:
        return [run for trace in self.traces().values() for run in trace.runs]

    def credits(self) -> set[Credit]:
        return credited(self.outcomes.values(), self.runs(), self.rules)
