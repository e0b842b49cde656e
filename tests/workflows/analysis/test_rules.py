from typing import Any

import pytest

from workflows.analysis.rules import Condition, Root, Rule, conditions_from, match

ROOT = Root("shop", "POST /ask", "shop POST /ask", {"team": "care", "n": 7}, {"region": "eu"})


@pytest.mark.parametrize(
    ("field", "test", "value", "holds"),
    [
        ("service", "equals", "shop", True),
        ("service", "equals", "sho", False),
        ("service", "starts_with", "sho", True),
        ("root_name", "starts_with", "POST", True),
        ("root_name", "equals", "POST", False),
        ("name", "equals", "shop POST /ask", True),
        ("attribute.team", "equals", "care", True),
        ("attribute.n", "equals", "7", True),
        ("attribute.region", "equals", "eu", True),  # of the resource
        ("attribute.absent", "starts_with", "a", False),
    ],
)
def test_a_condition(field: str, test: str, value: str, holds: bool) -> None:
    assert Condition(field, test, value).holds(ROOT) is holds


def test_the_first_rule_whose_conditions_all_hold_counts() -> None:
    service, other = Condition("service", "equals", "shop"), Condition("root_name", "equals", "GET /")
    rules = [Rule(1, (service, other), "never"), Rule(2, (service,), "yes"), Rule(3, (service,), "later")]
    found = match(rules, ROOT)
    assert found is not None
    assert (found.workflow, found.reason) == ("yes", "rule 2")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "1 to 10"),
        ({}, "1 to 10"),
        (["service"], "field, test and value"),
        ([{"field": "service", "test": "equals"}], "field, test and value"),
        ([{"field": "colour", "test": "equals", "value": "x"}], "colour"),
        ([{"field": "attribute.", "test": "equals", "value": "x"}], "attribute.NAME"),
        ([{"field": "service", "test": "matches", "value": "x"}], "matches"),
        ([{"field": "service", "test": "equals", "value": ""}], "1 to 200"),
        ([{"field": "service", "test": "equals", "value": 5}], "1 to 200"),
    ],
)
def test_what_are_no_conditions(given: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        conditions_from(given)
