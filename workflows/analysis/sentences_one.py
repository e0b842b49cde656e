"""What one workflow earned, in sentences: the answer, how its runs turned out, what the young ones come to. Pure."""

from workflows.analysis import words
from workflows.analysis.maturity import Nowcast
from workflows.analysis.overview import Line
from workflows.analysis.sentences import Part


def of_one(line: Line, before_words: str) -> list[Part]:
    """The answer of one workflow's page."""
    now = line.now
    if not now.runs:
        return [Part(f"{line.workflow.name} did not run in this time.")]
    if not now.matured_runs:
        spent = words.usd(now.young_nanousd)
        waits = f" are too young to judge: their outcomes may still come. They cost {spent} so far."
        return [Part("All "), Part(f"{now.runs:,} runs", strong=True), Part(waits)]
    if now.value is None or now.net is None:
        return [
            Part(f"{line.workflow.name} cost "), Part(words.usd(now.cost_nanousd), strong=True),
            Part(" in the runs we can judge. Nobody has said yet what a good outcome is worth."),
        ]  # fmt: skip
    return [
        Part(f"{line.workflow.name} earned "), Part(words.usd(now.value.value), strong=True), Part(" and cost "),
        Part(words.usd(now.cost_nanousd), strong=True), Part(" in the runs we can judge" + _than(line, before_words)),
        Part(f". {_pays(line)}."),
    ]  # fmt: skip


def _than(line: Line, before_words: str) -> str:
    before, now = line.before, line.now
    if before is None or before.net is None or now.net is None or not before.matured_runs:
        return ""
    if not any(each.figure == "value" for each in line.changes):
        return f", about as much net as in {before_words}" if line.history else ""
    change = now.net.value - before.net.value
    return f", {words.usd(abs(change))} {'more' if change > 0 else 'less'} net than in the same days of {before_words}"


def _pays(line: Line) -> str:
    net = line.now.net
    if line.surely_loses:
        return "It costs more than it brings"
    if line.loses:
        return "It may cost more than it brings"
    if net is not None and net.low is not None and net.low > 0:
        return "It pays"
    return "It seems to pay, but the days differ too much to be sure"


def judged(line: Line) -> str:
    """How its runs turned out, with how sure that is."""
    now, rate = line.now, line.now.success_rate
    if not now.matured_runs:
        return ""
    if rate is None:
        return f"None of {now.matured_runs:,} runs old enough has an outcome: nobody can say what came of them."
    silent = now.matured_runs - now.judged
    what = line.workflow.good_outcome or "a good outcome"
    text = f"{now.good:,} of {now.judged:,} runs had {what}: {words.share(rate.value)}"
    text += f", {words.between(rate, words.share)}." if rate.low is not None else "."
    if silent:
        text += f" {silent:,} more heard nothing within {line.terms.window_days} days and are left out, as agreed."
    return text


def expected(found: Nowcast) -> str:
    """What the young runs come to, going by how late outcomes come."""
    good = found.good
    text = f"{found.seen:,} of them turned out well so far; about {round(good.value):,} will"
    if good.low is not None and good.high is not None:
        text += f", between {round(good.low):,} and {round(good.high):,}"
    return f"{text}, going by how late outcomes come."
