"""docs/reference/policies.md names every field, rung, guardrail and failure of policies, and none besides."""

import re
from pathlib import Path

from workflows.policies import defaults, guards
from workflows.policies.failures import CODES
from workflows.policies.guards.pii import KINDS
from workflows.policies.written import FIELDS

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "reference" / "policies.md").read_text()
OTHERS = {"Context", "Guard", "Verdict"}  # of the guards package, no guardrails


def section(title: str) -> str:
    return PAGE.split(f"## {title}\n")[1].split("\n## ")[0]


def first_cells(text: str) -> list[str]:
    return re.findall(r"^\| `(\w+)", text, re.MULTILINE)


def test_every_field_is_documented_in_its_order() -> None:
    rows = [name for name in first_cells(section("Fields")) if name not in {*defaults.BY_KIND}]
    assert tuple(rows) == FIELDS


def test_every_kind_with_defaults_is_documented() -> None:
    assert set(defaults.BY_KIND) <= set(first_cells(section("Fields")))


def test_every_failure_is_documented() -> None:
    named = set(re.findall(r"`([\w]+)`", section("Failures")))
    assert set(CODES) == named


def test_every_rung_is_documented() -> None:
    assert first_cells(section("Rungs")) == ["other_model", "cached", "function", "human"]


def test_every_guardrail_is_documented() -> None:
    assert set(first_cells(section("Guardrails"))) == set(guards.__all__) - OTHERS


def test_every_kind_of_personal_data_is_documented() -> None:
    assert set(KINDS) <= set(re.findall(r"`(\w+)`", section("Guardrails")))


def test_every_attribute_that_steps_tell_is_documented() -> None:
    root = Path(__file__).resolve().parent.parent / "workflows" / "engine"
    files = ["calling", "checking", "company", "gating", "remembering", "story", "attempts"]
    code = "\n".join((root / f"{name}.py").read_text() for name in files)
    told = set(re.findall(r'"(aiops\.(?:workflow|cache|gate|batch|saved)[\w.]*)"', code))
    assert told <= set(re.findall(r"`([\w.]+)`", section("What spans tell")))
