"""What is said: the amounts of the table, only what is real, and what is not known as such."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from aiops.core.stats.intervals import Interval
from workflows.analysis import against, sentences, sentences_one, words
from workflows.analysis.against import Goal
from workflows.analysis.maturity import Nowcast
from workflows.analysis.overview import Frame, Named, Overview, Span, line, overview
from workflows.analysis.roi import Facts, Figure, MetricTerms, Seen, Terms
from workflows.analysis.uplift import Arm

USD = 10**9
TODAY = date(2026, 11, 30)
FRAME = Frame(Span(date(2026, 11, 2), TODAY), Span(date(2026, 10, 5), date(2026, 11, 2), 28), TODAY)
TERMS = Terms((MetricTerms("solved", per_unit_nanousd=USD, silence="failure"),))
NB = words.NBSP


def days(first: date, runs: int, good: int, cost: int) -> list[Facts]:
    """28 of them, weekends half as busy, good ones going up and down by one."""
    found = []
    for n in range(28):
        scale = 2 if n % 7 < 5 else 1
        well = good * scale + (-1) ** n
        seen = Seen("solved", good=well, successes=Decimal(well), units=Decimal(well))
        found.append(Facts(first + timedelta(days=n), runs * scale, cost * scale, seen=(seen,)))
    return found


def of(*lines: tuple[str, list[Facts], list[Facts]]) -> Overview:
    return overview(
        [line(Named(name, name, "a ticket closed", 7), TERMS, now, before, FRAME) for name, now, before in lines]
    )


def now(runs: int = 20, good: int = 10, cost: int = USD) -> list[Facts]:
    return days(FRAME.now.first, runs, good, cost)


def before(runs: int = 20, good: int = 10, cost: int = USD) -> list[Facts]:
    assert FRAME.before is not None
    return days(FRAME.before.first, runs, good, cost)


def test_the_sentence_has_the_figures_of_the_table() -> None:
    found = of(("Answers", now(), before()), ("Checks", now(good=1, cost=9 * USD), before(good=1, cost=9 * USD)))
    said = sentences.text(sentences.answer(found, "the 28 days before"))
    value, cost = (
        words.usd(found.together.value.value if found.together.value else 0),
        words.usd(found.together.cost_nanousd),
    )
    assert said.startswith(f"The two workflows earned {value} and cost {cost} in the runs we can judge")
    assert said.endswith("Checks costs more than it brings.")


def test_nothing_is_said_to_have_changed_when_nothing_has() -> None:
    assert sentences.changes(of(("Answers", now(), before()))) == []


def test_more_good_runs_are_told_with_how_many_more_and_why() -> None:
    [told] = sentences.changes(of(("Answers", now(good=14), before(good=10))))[:1]
    assert told.claim.startswith("Answers brings $")
    assert told.claim.endswith(" more.")
    assert f"rose from 50{NB}% to 70{NB}%; there were as many runs" in told.because


def test_a_workflow_that_does_not_pay_comes_first() -> None:
    told = sentences.changes(of(("Answers", now(good=14), before()), ("Checks", now(good=2, cost=9 * USD), before())))
    assert told[0].claim == "Checks does not pay."


def test_half_the_runs_too_young_is_said_of_a_loss() -> None:
    terms = Terms((MetricTerms("solved", per_unit_nanousd=USD, silence="failure", window_days=16),))
    found = overview([line(Named("Checks", "Checks"), terms, now(good=2, cost=9 * USD), before(), FRAME)])
    assert "so this may improve" in sentences.changes(found)[0].because


def test_no_comparison_compares_nothing() -> None:
    frame = Frame(FRAME.now, None, TODAY)
    found = overview([line(Named("Answers", "Answers"), TERMS, now(), [], frame)])
    assert "than in" not in sentences.text(sentences.answer(found, ""))


def test_young_runs_are_promised_nothing_exact() -> None:
    head, rest = sentences.young(of(("Answers", now(), before())))
    assert head.endswith("of the runs are too young to judge.")
    assert "they add about $" in rest


def test_what_young_runs_come_to() -> None:
    said = sentences_one.expected(Nowcast(340, 40, Interval(0.35, 0.3, 0.4), 0.12, Interval(119.2, 102.0, 136.0)))
    assert (
        said
        == "40 of them turned out well so far; about 119 will, between 102 and 136, going by how late outcomes come."
    )


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (None, ""), (Figure(Decimal(5)), ""),
        (Figure(Decimal(47 * 10**6), Decimal(46 * 10**6), Decimal(49 * 10**6)), f"between 4.6 and 4.9{NB}¢"),
        (Figure(Decimal(47 * 10**6), Decimal(46 * 10**6)), f"at least 4.6{NB}¢"),
        (Figure(Decimal(47 * 10**6), Decimal(470 * 10**5), Decimal(4701 * 10**4)), f"about 4.7{NB}¢"),
    ],
)  # fmt: skip
def test_how_sure_a_figure_is(figure: Figure | None, said: str) -> None:
    assert words.between(figure, words.each) == said


@pytest.mark.parametrize(
    ("nanousd", "said"), [(49_170_000_000, "$49"), (6_912 * USD, "$6,900"), (1_234_000_000, "$1.20")]
)
def test_an_estimate_says_two_figures(nanousd: int, said: str) -> None:
    assert words.about(nanousd) == said


GOAL = Goal("solved", True, "", True, target=Decimal(75), baseline=Decimal(40), baseline_source="year 2025")


def test_target_and_baseline_without_a_comparison_group() -> None:
    found = against.against(GOAL, Interval(69.0, 66.0, 72.0), 900, None)
    assert [(each.verdict, each.kind) for each in found] == [
        ("Not reached", "error"), ("Better. Before and after, not causal", "ok"),
    ]  # fmt: skip
    assert found[1].title == "solved before, year 2025"


def test_a_comparison_group_takes_the_place_of_the_baseline() -> None:
    found = against.against(GOAL, Interval(69.0, 66.0, 72.0), 900, (Arm(200, 80, 80), Arm(900, 621, 621)))
    assert "chosen at random" in found[1].title
    assert found[1].verdict.startswith("Better: ")
