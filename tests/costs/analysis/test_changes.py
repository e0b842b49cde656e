from datetime import date, timedelta

import numpy as np

from costs.analysis.changes import Event, breaks, levels_of, near

# Cobb, "The problem of the Nile", Biometrika 65 (1978) 243: annual flow at Aswan, 1871 to 1970.
NILE = [
    *(1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140),
    *(1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969),
    *(831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759),
    *(781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890),
    *(744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740),
]


def test_the_nile_breaks_once_in_1898() -> None:
    flow = np.array(NILE, dtype=float)
    assert breaks(flow / flow[:28].std()) == [28]


def test_noise_alone_does_not_break() -> None:
    assert breaks(np.random.default_rng(3).normal(0, 1, 56).tolist()) == []


def test_too_short_a_series_has_no_break() -> None:
    assert breaks([0.0] * 4 + [9.0] * 4) == []


def test_what_changed_within_a_day_in_that_workflow_or_in_all_is_matched_nearest_first() -> None:
    day = date(2026, 11, 3)
    events = [
        Event("release", "2026.44", day - timedelta(days=1), "answer"),
        Event("prompt", "v7", day, "answer"),
        Event("prompt", "v2", day, "triage"),
        Event("price", "gpt-4.1", day + timedelta(days=1)),
        Event("model", "gpt-5", day + timedelta(days=2), "answer"),
    ]
    assert [each.label for each in near(events, day, "answer")] == ["v7", "gpt-4.1", "2026.44"]


def test_a_new_level_is_judged_against_the_level_before_it_alone() -> None:
    """It fell, and then rose by 40 %: the mean of all days before would hide the rise."""
    noise = np.random.default_rng(5).normal(0, 2, 56)
    values = np.repeat([200.0, 100.0, 140.0], [20, 26, 10]) + noise
    days = [date(2026, 9, 28) + timedelta(days=at) for at in range(56)]
    fell, rose = levels_of(values.tolist(), days)
    assert (rose.day, round(rose.before, -1), round(rose.after, -1)) == (days[46], 100, 140)
    assert rose.shift.p is not None
    assert rose.shift.p < 0.01
    assert (round(fell.before, -1), round(fell.after, -1)) == (200, 100)
