"""The laws of the bridge, proven in Fractions, and its golden numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costs.analysis.bridge import CALL, GROUP_OF, NAMES, Line, Shape, Window, split, window

WORKFLOWS, MODELS = ("answer", "triage", "enrich"), ("large", "small")
few = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])  # Fractions are slow
CLASSES = ("input", "cache_read", "input_audio", "output", "reasoning", CALL)
TIERS = ("", "batch", "over 200k")


@dataclass
class Made:
    """A window in words: runs and useful calls a workflow, tries a pair, (tokens, price a token) a line."""

    runs: dict[str, int] = field(default_factory=dict)
    useful: dict[str, int] = field(default_factory=dict)
    tries: dict[tuple[str, str], int] = field(default_factory=dict)
    lines: dict[Line, tuple[int, Fraction]] = field(default_factory=dict)

    def scaled(self, prices: int) -> "Made":
        return replace(self, lines={line: (n, price * prices) for line, (n, price) in self.lines.items()})


def shape_of(*windows: Made) -> Shape:
    lines = list(dict.fromkeys(line for each in windows for line in each.lines))
    pairs = list(dict.fromkeys(pair for each in windows for pair in each.tries))
    return Shape.of(lines, list(dict.fromkeys(name for each in windows for name in each.runs)), pairs)


def row(shape: Shape, made: Made) -> Window:
    fees = {line: (made.tries[line[:2]], made.lines[line][1]) for line in made.lines if line.token_class == CALL}
    lines = made.lines | fees
    tokens = [lines.get(line, (0, Fraction(0)))[0] for line in shape.lines]
    prices = [lines.get(line, (0, Fraction(0)))[1] for line in shape.lines]
    figures: list[Any] = [
        *(made.runs.get(name, 0) for name in shape.workflows),
        *(made.useful.get(name, 0) for name in shape.workflows),
        *(made.tries.get(pair, 0) for pair in shape.pairs),
        *tokens,
        *(n * price for n, price in zip(tokens, prices, strict=True)),
    ]
    return window(shape, np.array([Fraction(each) for each in figures], dtype=object))


def effects(before: Made, after: Made) -> dict[str, Fraction]:
    shape = shape_of(before, after)
    found = split(shape, row(shape, before), row(shape, after))
    return {name: sum(found[place], Fraction(0)) for place, name in enumerate(NAMES)}


def cost(made: Made) -> Fraction:
    shape = shape_of(made)
    return sum(row(shape, made).cost, Fraction(0))


@st.composite
def windows(draw: st.DrawFn, names: Sequence[str] = WORKFLOWS) -> Made:
    """Anything that can happen: workflows, models, classes and tiers come and go, also calls without a run."""
    made = Made()
    for name in draw(st.lists(st.sampled_from(names), unique=True)):
        made.runs[name] = draw(st.integers(0, 50))
        for model in draw(st.lists(st.sampled_from(MODELS), unique=True)):
            tries = made.tries[name, model] = draw(st.integers(1, 90))
            made.useful[name] = made.useful.get(name, 0) + draw(st.integers(0, tries))
            for token_class in draw(st.lists(st.sampled_from(CLASSES), unique=True)):
                for tier in draw(st.lists(st.sampled_from(TIERS), unique=True, min_size=1, max_size=2)):
                    local = token_class != CALL and draw(st.booleans()) and draw(st.booleans())
                    price = Fraction(0) if local else draw(st.fractions(0, 9, max_denominator=40))
                    line = Line(name, model, token_class, "" if token_class == CALL else tier, local)
                    made.lines[line] = (draw(st.integers(1, 900)), price)
    return made


@few
@given(windows(), windows())
def test_effects_add_up_to_the_change_exactly(before: Made, after: Made) -> None:
    found = effects(before, after)
    assert all(isinstance(each, Fraction) for each in found.values())
    assert sum(found.values()) == cost(after) - cost(before)


@few
@given(windows(), windows())
def test_the_parts_of_a_workflow_add_up_to_its_own_change(before: Made, after: Made) -> None:
    shape = shape_of(before, after)
    a, b = row(shape, before), row(shape, after)
    found = split(shape, a, b)
    for place, name in enumerate(shape.workflows):
        mine = [at for at, line in enumerate(shape.lines) if line.workflow == name]
        assert sum(found[:, place]) == sum(b.cost[mine], Fraction(0)) - sum(a.cost[mine], Fraction(0))


@few
@given(windows(), windows())
def test_swapping_the_windows_flips_every_sign(before: Made, after: Made) -> None:
    there, back = effects(before, after), effects(after, before)
    assert back == {name: -amount for name, amount in there.items()}


@few
@given(windows(), windows(), st.integers(2, 9))
def test_scaling_every_price_scales_every_line(before: Made, after: Made, factor: int) -> None:
    plain, scaled = effects(before, after), effects(before.scaled(factor), after.scaled(factor))
    assert scaled == {name: factor * amount for name, amount in plain.items()}


@few
@given(windows(), windows())
def test_splitting_a_workflow_into_two_halves_changes_neither_volume_nor_mix(before: Made, after: Made) -> None:
    def halves(made: Made) -> Made:
        out = Made()
        for name in ("answer", "answer too"):
            for key in ("runs", "useful"):
                getattr(out, key).update({(name if w == "answer" else w): n for w, n in getattr(made, key).items()})
            out.tries |= {(name if w == "answer" else w, model): n for (w, model), n in made.tries.items()}
            for line, (n, price) in made.lines.items():
                out.lines[line._replace(workflow=name) if line.workflow == "answer" else line] = (n, price)
        return out

    def doubled(made: Made) -> Made:
        """Everything but "answer" twice, so that its halves keep their weight."""
        twice = replace(made, runs=dict(made.runs), useful=dict(made.useful), tries=dict(made.tries))
        for figures in (twice.runs, twice.useful):
            figures.update({w: n * (1 if w == "answer" else 2) for w, n in figures.items()})
        twice.tries = {key: n * (1 if key[0] == "answer" else 2) for key, n in made.tries.items()}
        twice.lines = {
            line: (n * (1 if line.workflow == "answer" else 2), price) for line, (n, price) in made.lines.items()
        }
        return twice

    def whole(made: Made) -> Made:
        """Everything twice."""
        return Made(
            {w: 2 * n for w, n in made.runs.items()},
            {w: 2 * n for w, n in made.useful.items()},
            {key: 2 * n for key, n in made.tries.items()},
            {line: (2 * n, price) for line, (n, price) in made.lines.items()},
        )

    one, two = effects(whole(before), whole(after)), effects(halves(doubled(before)), halves(doubled(after)))
    assert (two["volume"], two["workflow_mix"]) == (one["volume"], one["workflow_mix"])


def one_call(runs: Mapping[str, int], tokens: int = 100, price: Any = "0.02", **lines: Any) -> Made:
    """Workflows whose run is one call of one model; by default it costs $2."""
    made = Made(dict(runs), dict(runs), {(w, "large"): n for w, n in runs.items()})
    for w, n in runs.items():
        made.lines[Line(w, "large", "input")] = (n * tokens, Fraction(price))
        for token_class, (each, rate) in lines.items():
            made.lines[Line(w, "large", token_class)] = (n * each, Fraction(rate))
    return made


def only(**expected: Any) -> dict[str, Fraction]:
    return dict.fromkeys(NAMES, Fraction(0)) | {name: Fraction(each) for name, each in expected.items()}


def test_every_run_costs_two_dollars_so_all_is_volume_whatever_the_mix() -> None:
    before, after = one_call({"answer": 50, "triage": 50}), one_call({"answer": 180, "triage": 20})
    assert effects(before, after) == only(volume=200)  # LMDI would say 186.08 and 13.92


def test_dearer_runs_that_become_more_of_all_are_mix() -> None:
    before = one_call({"answer": 50, "triage": 50})  # $2 and $1 a run
    before.lines[Line("triage", "large", "input")] = (5_000, Fraction("0.01"))
    after = one_call({"answer": 80, "triage": 20})
    after.lines[Line("triage", "large", "input")] = (2_000, Fraction("0.01"))
    assert effects(before, after) == only(workflow_mix=30)  # 100 runs: .5 x 2 + .5 x 1 became .8 x 2 + .2 x 1


def test_a_longer_prompt_and_a_longer_answer_are_told_apart() -> None:
    before = one_call({"answer": 10}, output=(10, "0.1"))
    after = one_call({"answer": 10}, tokens=150, output=(13, "0.1"))
    assert effects(before, after) == only(input_tokens=10, output_tokens=3)  # 10 x 50 x .02, 10 x 3 x .1


def test_more_read_from_cache_is_a_saving_of_cache_share() -> None:
    before = one_call({"answer": 10}, tokens=100, cache_read=(0, "0.002"))
    after = one_call({"answer": 10}, tokens=50, cache_read=(50, "0.002"))
    assert effects(before, after) == only(cache_share="-9")  # 10 x 50 x (.02 - .002)


def test_what_a_local_cache_answers_is_cache_share_too() -> None:
    before, after = one_call({"answer": 10}), one_call({"answer": 10})
    after.lines = {
        Line("answer", "large", "input"): (600, Fraction("0.02")),
        Line("answer", "large", "input", "", local=True): (400, Fraction(0)),
    }
    assert effects(before, after) == only(cache_share=-8)


def test_another_price_is_unit_price_and_another_tier_is_tier() -> None:
    before, dearer = one_call({"answer": 10}), one_call({"answer": 10}, price="0.03")
    assert effects(before, dearer) == only(unit_price=10)
    batch = one_call({"answer": 10})
    batch.lines = {
        Line("answer", "large", "input"): (500, Fraction("0.02")),
        Line("answer", "large", "input", "batch"): (500, Fraction("0.01")),
    }
    assert effects(before, batch) == only(tier=-5)


def test_tries_that_fail_are_retries_and_calls_that_answer_are_calls() -> None:
    before, after = one_call({"answer": 10}), one_call({"answer": 10})
    after.tries["answer", "large"] = 15
    after.lines[Line("answer", "large", "input")] = (1_500, Fraction("0.02"))
    assert effects(before, after) == only(retries=10)
    after.useful["answer"] = 15
    assert effects(before, after) == only(calls_per_run=10)


def test_a_call_that_moves_to_a_cheaper_model_is_model_mix() -> None:
    before, after = one_call({"answer": 10}), one_call({"answer": 10})
    after.tries = {("answer", "large"): 4, ("answer", "small"): 6}
    after.lines = {
        Line("answer", "large", "input"): (400, Fraction("0.02")),
        Line("answer", "small", "input"): (600, Fraction("0.005")),
    }
    assert effects(before, after) == only(model_mix=-9)


def test_a_new_workflow_is_mix_and_volume_alone() -> None:
    before, after = one_call({"answer": 10}), one_call({"answer": 10, "triage": 10})
    assert effects(before, after) == only(volume=20)
    after.lines[Line("triage", "large", "input")] = (1_000, Fraction("0.04"))
    found = effects(before, after)
    assert sum(found.values()) == 40
    assert {name for name, amount in found.items() if amount} == {"volume", "workflow_mix"}


@pytest.mark.parametrize(("before", "after", "volume"), [({}, {"answer": 10}, 20), ({"answer": 10}, {}, -20)])
def test_an_empty_window_makes_all_volume(before: dict[str, int], after: dict[str, int], volume: int) -> None:
    assert effects(one_call(before), one_call(after)) == only(volume=volume)


def test_nothing_at_all_is_no_change() -> None:
    assert effects(Made(), Made()) == only()


def test_calls_without_a_run_are_counted_by_calls() -> None:
    before, after = one_call({"answer": 10}), one_call({"answer": 30})
    before.runs, after.runs = {}, {}
    assert effects(before, after) == only(volume=40)


def test_where_no_call_answered_tries_are_not_told_from_calls() -> None:
    before, after = one_call({"answer": 10}), one_call({"answer": 10})
    before.useful = {}
    after.tries["answer", "large"] = 20
    after.lines[Line("answer", "large", "input")] = (2_000, Fraction("0.02"))
    assert effects(before, after) == only(calls_per_run=20)


@few
@given(windows(), windows())
def test_floats_tell_the_same_as_fractions(before: Made, after: Made) -> None:
    shape = shape_of(before, after)
    exact = [row(shape, each) for each in (before, after)]
    rough = [Window(*(np.array(each, dtype=float) for each in one)) for one in exact]
    found = split(shape, *rough)
    assert found.astype(float) == pytest.approx(split(shape, *exact).astype(float), rel=1e-9, abs=1e-6)


def test_every_effect_has_a_group() -> None:
    assert set(GROUP_OF) == set(NAMES)
