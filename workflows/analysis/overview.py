"""All workflows of a project over a period, beside the same days of the period before. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from workflows.analysis import changes
from workflows.analysis.changes import Change
from workflows.analysis.roi import Day, Earned, Facts, Terms, by_date, days_of, earned


@dataclass(frozen=True, slots=True)
class Named:
    """A workflow as people know it."""

    key: str
    name: str
    good_outcome: str = ""  # in plain words
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to before `end`; `shift_days` lead from the days before to these."""

    first: date
    end: date
    shift_days: int = 0

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.end - self.first).days)]


@dataclass(frozen=True, slots=True)
class Frame:
    """What is looked at, what it is compared with, and as of which day."""

    now: Span
    before: Span | None
    today: date


@dataclass(frozen=True, slots=True)
class Line:
    """One workflow. `before` has the same days of the period before as are matured now, so that like meets like."""

    workflow: Named
    terms: Terms
    now: Earned
    before: Earned | None = None
    changes: Sequence[Change] = ()
    history: bool = False  # whether there was enough of it to tell a change

    @property
    def loses(self) -> bool:
        """Whether it costs more than it brings, as far as is known."""
        return self.now.net is not None and self.now.net.value < 0

    @property
    def surely_loses(self) -> bool:
        return self.loses and self.now.net is not None and self.now.net.high is not None and self.now.net.high < 0


@dataclass(frozen=True, slots=True)
class Overview:
    lines: Sequence[Line]  # the highest net first
    together: Earned
    before: Earned | None
    outside_nanousd: int = 0  # spent by runs of no workflow that is listed
    unknown: Sequence[Line] = field(default=())  # of which nobody knows the value

    @property
    def losing(self) -> list[Line]:
        """The worst first."""
        found = [line for line in self.lines if line.loses]
        return sorted(found, key=lambda line: line.now.net.value if line.now.net else 0)


def filled(facts: Sequence[Facts], span: Span, today: date) -> list[Facts]:
    """A day without runs is a day too: it may have expenses, and counts when days are compared. None in the future."""
    there = {each.day: each for each in facts}
    return [there.get(day, Facts(day, 0, 0)) for day in span.days if day <= today]


def line(workflow: Named, terms: Terms, now: Sequence[Facts], before: Sequence[Facts], frame: Frame) -> Line:
    """One workflow over both spans."""
    today = frame.today
    days = days_of(filled(now, frame.now, today), terms, today)
    found = earned(days)
    if frame.before is None:
        return Line(workflow, terms, found)
    like = same_days(days_of(filled(before, frame.before, today), terms, today), days, frame.before.shift_days)
    tested = changes.measured(like, [each for each in days if each.matured])
    return Line(workflow, terms, found, earned(like), tested, bool(tested))


def same_days(before: Sequence[Day], now: Sequence[Day], shift_days: int) -> list[Day]:
    """Those of the days before whose counterpart is matured by now."""
    matured = {each.day for each in now if each.matured}
    return [each for each in before if each.matured and each.day + timedelta(days=shift_days) in matured]


def overview(lines: Sequence[Line], outside_nanousd: int = 0) -> Overview:
    """Adds up, and keeps the changes that are real among all that were tested."""
    kept = changes.kept([each.changes for each in lines])
    told = [
        Line(each.workflow, each.terms, each.now, each.before, real, each.history)
        for each, real in zip(lines, kept, strict=True)
    ]
    compared = [each.before for each in told if each.before is not None]
    return Overview(
        lines=sorted(told, key=_by_net),
        together=_together([each.now for each in told]),
        before=_together(compared) if compared else None,
        outside_nanousd=outside_nanousd,
        unknown=[each for each in told if each.now.matured_runs and each.now.value is None],
    )


def _together(found: Sequence[Earned]) -> Earned:
    """All as one. Net and return are those of workflows whose value is known: what nobody knows the worth of brought no
    loss, so a column of nets adds up."""
    valued = earned(by_date(each.days for each in found if each.value is not None))
    return replace(earned(by_date(each.days for each in found)), net=valued.net, roi=valued.roi)


def _by_net(line: Line) -> tuple[int, float, str]:
    """The highest net first, then those without one by what they spend."""
    if line.now.net is not None:
        return 0, -float(line.now.net.value), line.workflow.name
    return (1 if line.now.runs else 2), -float(line.now.cost_nanousd), line.workflow.name


def grouped(found: Mapping[str, list[Facts]], listed: Mapping[str, Named]) -> tuple[dict[str, list[Facts]], int]:
    """The days of the listed workflows, and what all other runs cost."""
    outside = sum(each.cost_nanousd for key, days in found.items() if key not in listed for each in days)
    return {key: found.get(key, []) for key in listed}, outside
