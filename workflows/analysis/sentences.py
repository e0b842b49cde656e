"""What the workflows earned, as a good colleague would say it: on the page, in the digest, behind a shared link."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflows.analysis import words
from workflows.analysis.changes import Change
from workflows.analysis.overview import Line, Overview
from workflows.analysis.roi import Earned

MOST_CHANGES = 8
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence: plain, strong, or a link to a workflow."""

    text: str
    strong: bool = False
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """Something that changed or wants a decision: a short claim, and what is behind it."""

    line: Line
    claim: str
    because: str
    see: str = "See the runs"


def text(parts: Sequence[Part]) -> str:
    return "".join(each.text for each in parts)


def answer(found: Overview, before_words: str) -> list[Part]:
    """The one sentence. `before_words`: "the 28 days before"."""
    worked = [line for line in found.lines if line.now.runs]
    if not worked:
        return [Part("No workflow ran in this time.")]
    if not found.together.matured_runs:
        return [*_too_young(found)]
    return [*_earned(found, worked, before_words), *_losing(found.losing)]


def _too_young(found: Overview) -> Iterator[Part]:
    spent = found.together.young_nanousd
    yield Part("All ")
    yield Part(f"{found.together.runs:,} runs", strong=True)
    yield Part(f" are too young to judge: their outcomes may still come. They cost {words.usd(spent)} so far.")


def _earned(found: Overview, worked: Sequence[Line], before_words: str) -> Iterator[Part]:
    all_of_it = found.together
    many = len(worked) != 1
    yield Part(f"The {words.number(len(worked))} workflows " if many else f"{worked[0].workflow.name} ")
    if all_of_it.value is None:
        yield Part("cost ")
        yield Part(words.usd(all_of_it.cost_nanousd), strong=True)
        yield Part(" in the runs we can judge. Nobody has said yet what a good outcome is worth.")
        return
    yield Part("earned ")
    yield Part(words.usd(all_of_it.value.value), strong=True)
    yield Part(" and cost ")
    yield Part(words.usd(all_of_it.cost_nanousd), strong=True)
    yield Part(" in the runs we can judge" + _compared(found, before_words) + ".")


def _compared(found: Overview, before_words: str) -> str:
    """Net against the same days before."""
    before, now = found.before, found.together
    if before is None or before.net is None or now.net is None or not before.matured_runs:
        return ""
    change = now.net.value - before.net.value
    if words.usd(abs(change)) == "$0":
        return f", as much net as in the same days of {before_words}"
    return f", {words.usd(abs(change))} {'more' if change > 0 else 'less'} net than in the same days of {before_words}"


def _losing(lines: Sequence[Line]) -> Iterator[Part]:
    if not lines:
        return
    yield Part(" ")
    shown = lines[:3]
    for place, line in enumerate(shown):
        yield Part(line.workflow.name, pk=line.workflow.pk)
        yield Part("" if place == len(shown) - 1 else ", " if place < len(shown) - 2 else " and ")
    more = len(lines) - len(shown)
    yield Part((f" and {words.number(more)} more" if more else "") + (" costs" if len(lines) == 1 else " cost"))
    yield Part(" more than it brings." if len(lines) == 1 else " more than they bring.")


def young(found: Overview) -> tuple[str, str]:
    """How much cannot be judged yet, and what is known of it; ("", "") when nothing."""
    now = found.together
    if not now.young_runs:
        return "", _outside(found).strip()
    head = f"{words.share(now.young_share)} of the runs are too young to judge."
    rest = f"They wait for their outcome, cost {words.usd(now.young_nanousd)} so far, and count in no figure above."
    expected = sum(line.now.expected_young_nanousd or 0 for line in found.lines)
    if expected and now.matured_runs:
        rest += f" If they turn out like the older ones, they add about {words.about(expected)} of value."
    return head, rest + _outside(found)


def _outside(found: Overview) -> str:
    if not found.outside_nanousd:
        return ""
    total = found.together.cost_nanousd + found.together.young_nanousd + found.outside_nanousd
    return (
        f" A further {words.usd(found.outside_nanousd)} was spent outside these workflows: {words.usd(total)} in all."
    )


def changes(found: Overview) -> list[Told]:
    """What wants a decision first, then what changed, the largest first."""
    told = [each for line in found.losing if (each := _does_not_pay(line))]
    told += [each for line in found.lines if (each := _nothing_good(line))]
    moved = [(abs(change.difference / change.before) if change.before else 1.0, line, change)
             for line in found.lines for change in line.changes]  # fmt: skip
    for _, line, change in sorted(moved, key=lambda each: -each[0]):
        told += [each] if (each := _changed(line, change)) else []
    return told[:MOST_CHANGES]


def _does_not_pay(line: Line) -> Told | None:
    now = line.now
    if now.value is None or now.net is None:
        return None
    sure = line.surely_loses
    brought = f"{now.successes.normalize():,f} good outcome{'' if now.successes == 1 else 's'}"
    because = f"{brought} brought {words.usd(now.value.value)} and cost {words.usd(now.cost_nanousd)}."
    if not sure:
        because += " That may be chance: the days differ too much to be sure."
    if now.young_share >= HALF:
        because += " Half of the runs or more wait for their outcome, so this may improve."
    claim = "does not pay." if sure else "may not pay."
    return Told(line, f"{line.workflow.name} {claim}", because)


def _nothing_good(line: Line) -> Told | None:
    now = line.now
    if now.successes or not now.matured_runs or line.loses:
        return None
    if not now.judged:
        because = "No outcome was reported for its runs, so nobody can say what came of them."
        return Told(line, f"{line.workflow.name} has no outcome yet, spent {words.usd(now.cost_nanousd)}.", because)
    because = f"Of {now.judged:,} runs that can be judged, none turned out well."
    return Told(line, f"{line.workflow.name} has no successes yet, spent {words.usd(now.cost_nanousd)}.", because)


def _changed(line: Line, change: Change) -> Told | None:
    name, more = line.workflow.name, change.difference > 0
    if change.figure == "value":
        days = sum(each.matured for each in line.now.days)
        amount = words.usd(abs(int(change.difference * days)))
        return Told(line, f"{name} brings {amount} {'more' if more else 'less'}.", _why_value(line))
    if change.figure == "cost_per_success":
        before, after = words.each(int(change.before)), words.each(int(change.after))
        claim = f"A good outcome of {name} costs {'more' if more else 'less'}."
        return Told(line, claim, f"{after} each, where it was {before}.", "See the cost")
    if any(each.figure == "value" for each in line.changes):
        return None  # said with the value
    claim = f"{name} {'succeeds more often' if more else 'succeeds less often'}."
    return Told(line, claim, _shares(line))


def _why_value(line: Line) -> str:
    """Both parts that value is made of, in words."""
    before = line.before
    if before is None or not before.matured_runs:
        return ""
    runs = (line.now.matured_runs - before.matured_runs) / before.matured_runs
    volume = f"there were {words.share(abs(runs))} {'more' if runs > 0 else 'fewer'} runs"
    if abs(runs) < 0.03:
        volume = "there were as many runs"
    rate = _shares(line)
    return f"{rate.removesuffix('.')}; {volume}." if rate else f"{volume.capitalize()}."


def _shares(line: Line) -> str:
    now, before = line.now.success_rate, line.before.success_rate if line.before else None
    if now is None or before is None:
        return ""
    change = next((each for each in line.changes if each.figure == "success_rate"), None)
    what = f"The share of runs with {line.workflow.good_outcome or 'a good outcome'}"
    if change is None:
        return f"{what} stayed at about {words.share(now.value)}."
    moved = "rose" if change.difference > 0 else "fell"
    return f"{what} {moved} from {words.share(before.value)} to {words.share(now.value)}."


def outlook(line: Earned) -> str:
    """What stands where there is no cost of a good outcome."""
    if not line.matured_runs:
        return "too young to judge" if line.runs else "did not run"
    return f"no successes yet, spent {words.usd(line.cost_nanousd)}"
