"""What a person reads of a change of cost: titles, what happened, and the sentence. Pure.

The sentence names only parts whose verdict is a real change, with the table's figures; the rest is one sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aiops.core import formats
from costs.analysis import rounding
from costs.analysis.answer import Answer
from costs.analysis.bridge import GROUPS
from costs.analysis.changes import ChangePoint, Event
from costs.analysis.drift import Effect
from costs.analysis.happened import happened, windows

# Title where the cost rose by it, where it fell by it, and where nothing is said of it; on two lines of a chart.
TITLES = {
    "volume": ("more runs", "fewer runs", "number of runs"),
    "workflow_mix": ("a dearer mix of workflows", "a cheaper mix of workflows", "mix of workflows"),
    "calls_per_run": ("more calls per run", "fewer calls per run", "calls per run"),
    "retries": ("more retries", "fewer retries", "retries"),
    "model_mix": ("dearer models", "cheaper models", "mix of models"),
    "input_tokens": ("longer prompts", "shorter prompts", "length of prompts"),
    "output_tokens": ("longer answers", "shorter answers", "length of answers"),
    "cache_share": ("less read from cache", "more read from cache", "share read from cache"),
    "tier": ("dearer price tiers", "cheaper price tiers", "price tier"),
    "unit_price": ("higher prices", "lower prices", "unit price"),
}
VERDICTS = {"drift": "Real change", "normal": "Normal variation", "not_enough_history": "Not enough history"}
DOLLAR, CENT, SMALL = 1_000_000_000, 10_000_000, 100_000
MOSTLY = 0.8  # of a part lies in one workflow: then it is named


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the table, in nano-dollars rounded so that the lines add up."""

    effect: Effect
    nanousd: int
    low: int | None
    high: int | None
    title: str
    happened: str

    @property
    def name(self) -> str:
        return self.effect.name

    @property
    def real(self) -> bool:
        return self.effect.verdict == "drift"

    @property
    def verdict(self) -> str:
        return "No change" if self.effect.nanousd == 0 and not self.effect.low else VERDICTS[self.effect.verdict]


@dataclass(frozen=True, slots=True)
class Row:
    """One workflow, in nano-dollars rounded so that rows and columns add up. `groups`: usage, behaviour, price."""

    workflow: str
    before: int
    after: int
    groups: tuple[int, ...]
    real: tuple[bool, ...]

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Named:
    """A part that the sentence names: "$119", "longer prompts", "in support-answer since 3 Nov (prompt v7)"."""

    name: str
    amount: str
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """ "Cost rose $412 (+31 %): $268 from more runs; the rest, $144, is within normal variation"."""

    verb: str
    amount: str
    share: str
    named: tuple[Named, ...]
    rest: str
    end: str

    @property
    def text(self) -> str:
        parts = ", ".join(f"{each.amount} from {each.what}{each.where}" for each in self.named)
        head = f"{self.verb} {self.amount}".strip() + (f" ({self.share})" if self.share else "")
        return head + (f": {parts}" if parts else "") + self.end


@dataclass(frozen=True)
class Shown:
    """The answer as it is read, every figure a multiple of `unit`."""

    unit: int
    before: int
    after: int
    parts: tuple[Part, ...]
    rows: tuple[Row, ...]
    groups: dict[str, int]
    sentence: Sentence

    @property
    def change(self) -> int:
        return self.after - self.before

    def write(self, nanousd: int, *, signed: bool = False) -> str:
        return write(nanousd, self.unit, signed=signed)


def shown(found: Answer) -> Shown:
    change, unit = found.change, unit_for(found.change.before, found.change.after)
    before, after = rounding.whole(change.before, unit), rounding.whole(change.after, unit)
    amounts = rounding.parts([effect.nanousd for effect in change.effects], after - before, unit)
    both = windows(found)
    parts = tuple(
        Part(
            effect,
            amount,
            None if effect.low is None else rounding.whole(effect.low, unit),
            None if effect.high is None else rounding.whole(effect.high, unit),
            title(effect.name, amount if effect.verdict == "drift" else 0),
            happened(effect.name, found, *both),
        )
        for effect, amount in zip(change.effects, amounts, strict=True)
    )
    by_name = {part.name: part.nanousd for part in parts}
    groups = {group: sum(by_name[name] for name in names) for group, names in GROUPS.items()}
    return Shown(
        unit,
        before,
        after,
        parts,
        _rows(found, unit, before, after, groups),
        groups,
        sentence(found, parts, unit, before, after),
    )


def unit_for(before: int, after: int) -> int:
    """Dollars from a hundred on, cents below, hundredths of a cent below a dollar."""
    size = max(before, after)
    return DOLLAR if size >= 100 * DOLLAR else CENT if size >= DOLLAR else SMALL


def write(nanousd: int, unit: int, *, signed: bool = False) -> str:
    """A multiple of the unit: "$1,741", "$4.20"; signed "+$268", a true minus, zero without a sign."""
    places = {DOLLAR: 0, CENT: 2, SMALL: 4}[unit]
    sign = formats.MINUS if nanousd < 0 else "+" if signed and nanousd > 0 else ""
    return sign + formats.money(abs(nanousd), places)


def title(name: str, nanousd: int) -> str:
    rose, fell, still = TITLES[name]
    return (rose if nanousd > 0 else fell if nanousd < 0 else still).capitalize()


def _rows(found: Answer, unit: int, before: int, after: int, groups: dict[str, int]) -> tuple[Row, ...]:
    all_of = found.change.workflows
    befores = rounding.parts([one.before for one in all_of], before, unit)
    afters = rounding.parts([one.after for one in all_of], after, unit)
    changes = [b - a for a, b in zip(befores, afters, strict=True)]
    exact = [[one.of_group(group) for group in GROUPS] for one in all_of]
    table = rounding.table(exact, changes, list(groups.values()), unit)
    return tuple(
        Row(one.workflow, befores[at], afters[at], tuple(table[at]), tuple(one.drifts(group) for group in GROUPS))
        for at, one in enumerate(all_of)
    )


def sentence(found: Answer, parts: Sequence[Part], unit: int, before: int, after: int) -> Sentence:
    change = after - before
    real = sorted((part for part in parts if part.real), key=lambda part: -abs(part.nanousd))
    named = tuple(
        Named(part.name, _amount(part.nanousd, change, unit), part.title.lower(), _where(found, part)) for part in real
    )
    rest = change - sum(part.nanousd for part in real)
    verb = "Cost rose" if change > 0 else "Cost fell" if change < 0 else "Cost did not change"
    share = formats.change(after, before) if change else ""
    return Sentence(
        verb, write(abs(change), unit) if change else "", share, named, write(rest, unit), _end(found, real, rest, unit)
    )


def _amount(nanousd: int, change: int, unit: int) -> str:
    """Of a part that goes with the whole without a sign, of one against it with one."""
    return write(abs(nanousd), unit) if nanousd * change > 0 else write(nanousd, unit, signed=True)


def _end(found: Answer, real: Sequence[Part], rest: int, unit: int) -> str:
    if not found.change.judged:
        return ". There is not enough history to tell a real change from normal variation."
    if not real:
        return ", which is within normal variation." if found.change.change else "."
    return f"; the rest, {write(rest, unit)}, is within normal variation." if rest else "."


def _where(found: Answer, part: Part) -> str:
    """ " in support-answer since 3 Nov (prompt v7)"; "" where no workflow stands out."""
    amounts = {one.workflow: _of(one.effects, part.name) for one in found.change.workflows}
    workflow, most = max(amounts.items(), key=lambda each: abs(each[1]), default=("", 0))
    point = _point(found.points, part.name, workflow)
    if not most or most * part.effect.nanousd < 0 or abs(most) < MOSTLY * abs(part.effect.nanousd):
        return ""
    place = f" in {workflow}" if workflow and len(found.change.workflows) > 1 else ""
    return place + (since(point) if point else "")


def _of(effects: Sequence[Effect], name: str) -> int:
    return next(effect.nanousd for effect in effects if effect.name == name)


def _point(points: Sequence[ChangePoint], name: str, workflow: str) -> ChangePoint | None:
    return next((each for each in points if (each.effect, each.workflow) == (name, workflow)), None)


def since(point: ChangePoint) -> str:
    """ " since 3 Nov (prompt v7)"."""
    said = event(point.matched[0]) if point.matched else ""
    return f" since {point.day.day} {point.day:%b}" + (f" ({said})" if said else "")


def event(each: Event) -> str:
    """ "prompt v7", "release 2026.44.0", "price of gpt-4.1"."""
    return f"price of {each.label}" if each.kind == "price" else f"{each.kind} {each.label}"
