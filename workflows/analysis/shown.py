"""Figures as the manager's pages write them: text, how sure, what it was before, and how it is made. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from aiops.core import csv, formats
from workflows.analysis import sentences, words
from workflows.analysis.overview import Line, Overview
from workflows.analysis.parts import PartRow
from workflows.analysis.roi import Earned, Figure

NOT_KNOWN = "not known"
Write = Callable[[Decimal], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure. `sure` is the two it lies between, `before` what it was; `made` explains it on request."""

    title: str
    text: str
    exact: str = ""
    sure: str = ""
    before: str = ""
    made: str = ""


def figures(now: Earned, before: Earned | None, before_words: str) -> list[Shown]:
    """The five of the overview and of each workflow. `before_words`: "the 28 days before"."""
    was = "before" if before_words else ""
    return [
        Shown(
            "Value", _money(now.value), _exact(now.value), words.between(now.value, words.usd),
            _moved(now.value, before.value if before else None, was), MADE["value"],
        ),
        Shown(
            "Spend", words.usd(now.cost_nanousd), formats.exact_money(now.cost_nanousd), _counted(now),
            _change(Decimal(now.cost_nanousd), Decimal(before.cost_nanousd) if before else None, was), _spend(now),
        ),
        Shown(
            "Net", _money(now.net), _exact(now.net), words.between(now.net, words.usd),
            _moved(now.net, before.net if before else None, was), MADE["net"],
        ),
        Shown(
            "Cost of one good outcome", _each(now), _exact(now.cost_per_success),
            words.between(now.cost_per_success, words.each), _was(before, was), _per_success(now),
        ),
        _time(now, before, was),
    ]  # fmt: skip


MADE = {
    "value": "Good outcomes times the worth agreed for each, plus the money that outcomes said themselves.",
    "net": "Value less spend, in the runs that are old enough to be judged.",
}


def _money(figure: Figure | None) -> str:
    return NOT_KNOWN if figure is None else words.usd(figure.value)


def _exact(figure: Figure | None) -> str:
    return "" if figure is None else formats.exact_money(int(figure.value))


def _counted(now: Earned) -> str:
    if now.unpriced_calls:
        return f"without {now.unpriced_calls:,} call{'s' * (now.unpriced_calls != 1)} that nobody knows the price of"
    return "counted, not estimated"


def _spend(now: Earned) -> str:
    if not now.other_nanousd:
        return "What models and tools cost in the runs that can be judged, failed ones too."
    models = now.cost_nanousd - now.other_nanousd
    return f"Models and tools {words.usd(models)}, people and machines {words.usd(now.other_nanousd)}; failed runs too."


def _each(now: Earned) -> str:
    if now.cost_per_success is None:
        return "no successes yet" if now.matured_runs else NOT_KNOWN
    return words.each(now.cost_per_success.value)


def _per_success(now: Earned) -> str:
    return f"{words.usd(now.cost_nanousd)} by {plain(now.successes)} good outcomes; what failed is paid for too."


def plain(amount: Decimal) -> str:
    """Outcomes are counted in shares: 12, 12.5."""
    text = f"{round(amount, 1):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moved(now: Figure | None, before: Figure | None, was: str) -> str:
    return "" if now is None or before is None else _change(now.value, before.value, was)


def _change(now: Decimal, before: Decimal | None, was: str) -> str:
    return "" if before is None else f"{words.signed_usd(now - before)} on {words.usd(before)} {was}"


def _was(before: Earned | None, was: str) -> str:
    return f"{words.each(before.cost_per_success.value)} {was}" if before and before.cost_per_success else ""


def _time(now: Earned, before: Earned | None, was: str) -> Shown:
    made = "Minutes that outcomes said, else those a person needs without AI less those spent all the same."
    if now.minutes_saved is None:
        return Shown("Time saved", NOT_KNOWN, sure="no outcome said it", made=made)
    saved = now.minutes_saved.value
    change = ""
    if before is not None and before.minutes_saved is not None:
        change = f"{words.hours(saved)}, {_more(saved - before.minutes_saved.value, was)}"
    sure = words.between(now.minutes_saved, lambda each: f"{round(each):,}")
    return Shown("Time saved", words.minutes(saved), f"{saved:,f}", sure, change, made)


def _more(minutes: Decimal, was: str) -> str:
    hours = words.hours(abs(minutes))
    return (
        f"as {was}" if hours == words.hours(Decimal(0)) else f"{hours} {'more' if minutes > 0 else 'less'} than {was}"
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table by workflow."""

    line: Line
    value: str
    spend: str
    net: str
    net_sure: str
    each: str
    each_sure: str
    minutes: str
    young: str
    young_share: float  # 0 to 1


def row(line: Line) -> Row:
    now = line.now
    return Row(
        line=line,
        value=NOT_KNOWN if now.matured_runs and now.value is None else _cell(now.value, words.usd),
        spend=words.usd(now.cost_nanousd) if now.matured_runs or now.cost_nanousd else "",
        net=_cell(now.net, words.usd),
        net_sure=words.span(now.net, words.usd),
        each=words.each(now.cost_per_success.value) if now.cost_per_success else sentences.outlook(now),
        each_sure=words.span(now.cost_per_success, words.each),
        minutes=_cell(now.minutes_saved, lambda each: f"{round(each):,}"),
        young=words.share(now.young_share) if now.runs else "",
        young_share=now.young_share,
    )


def _cell(figure: Figure | None, write: Write) -> str:
    return "" if figure is None else write(figure.value)


COLUMNS = (
    "workflow", "name", "runs", "matured_runs", "judged_runs", "good_runs", "good_outcomes", "value_usd",
    "value_low_usd", "value_high_usd", "spend_usd", "spend_besides_models_usd", "net_usd", "net_low_usd",
    "net_high_usd", "roi", "cost_per_success_usd", "minutes_saved", "young_runs", "young_spend_usd", "unpriced_calls",
)  # fmt: skip


def cells(line: Line) -> tuple[csv.Cell, ...]:
    """For a spreadsheet: nothing rounded, an unknown figure is an empty field."""
    now = line.now
    return (
        line.workflow.key, line.workflow.name, now.runs, now.matured_runs, now.judged, now.good, now.successes,
        *_ends(now.value), _dollars(now.cost_nanousd), _dollars(now.other_nanousd), *_ends(now.net),
        now.roi.value if now.roi else None, _dollars(now.cost_per_success.value if now.cost_per_success else None),
        now.minutes_saved.value if now.minutes_saved else None, now.young_runs, _dollars(now.young_nanousd),
        now.unpriced_calls,
    )  # fmt: skip


def _ends(figure: Figure | None) -> tuple[csv.Cell, ...]:
    return (None,) * 3 if figure is None else tuple(map(_dollars, (figure.value, figure.low, figure.high)))


def _dollars(nanousd: Decimal | int | None) -> csv.Cell:
    return None if nanousd is None else Decimal(nanousd) / 10**9


def worths(found: Overview) -> list[str]:
    """What was agreed: "$1.20 for a ticket closed without a person"."""
    return [text for line in found.lines if line.now.runs and (text := worth(line))]


def worth(line: Line) -> str:
    main = line.terms.main
    if main.per_unit_nanousd is None:
        return ""
    what = line.workflow.good_outcome or f"a good outcome of {line.workflow.name}"
    return f"{words.usd(main.per_unit_nanousd)} for {what}"


def rows(found: Overview) -> Sequence[Row]:
    return [row(line) for line in found.lines]


@dataclass(frozen=True, slots=True)
class PartShown:
    """A line of a table by version, model or customer."""

    part: PartRow
    name: str
    rate: str
    rate_sure: str
    net: str
    each: str
    verdict: str
    kind: str


def part(found: PartRow) -> PartShown:
    now = found.earned
    verdict, kind = _verdict(found)
    return PartShown(
        part=found,
        name=found.name if len(found.name) <= 40 else f"{found.name[:39]}…",
        rate=words.share(now.success_rate.value) if now.success_rate else "",
        rate_sure=words.span(now.success_rate, words.share),
        net=_cell(now.net, words.usd),
        each=words.each(now.cost_per_success.value) if now.cost_per_success else sentences.outlook(now),
        verdict=verdict,
        kind=kind,
    )


def _verdict(found: PartRow) -> tuple[str, str]:
    if not found.enough:
        return "Too few to tell", "dim"
    costs = ", and costs more than it brings" if found.loses else ""
    if found.better is None:
        return (f"No clear difference{costs}", "dim") if not costs else ("Costs more than it brings", "error")
    return (f"Better{costs}", "ok") if found.better else (f"Worse{costs}", "error")
