"""manage.py workflows: what a file says becomes the definitions, and comes out again."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from aiops.core.models import AuditEntry, Project
from tests import people
from tests.workflows.doors import query
from workflows.models import MappingRule, SuccessMetric, Workflow

pytestmark = pytest.mark.django_db
FILE = """
workflows:
  - key: support-answer
    name: Answers to customers
    owner: Ann
    kind: rag
    merges: [shop POST /ask]
    metrics:
      - {name: resolved, unit: tickets, value_per_unit_usd: "4.50", window_days: 3, silence: failure, target: 0.8}
      - {name: csat, direction: up, baseline: 3.9, baseline_from: 2026-01-01}
rules:
  - workflow: support-answer
    when: [{field: service, test: equals, value: shop}]
"""


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("workflows", *arguments, "--project", "shop", stdout=out)
    return out.getvalue()


def apply(folder: Path, text: str) -> str:
    (folder / "file.yaml").write_text(text)
    return run("apply", str(folder / "file.yaml"))


def test_a_file_is_applied_and_says_what_changed(shop: Project, tmp_path: Path) -> None:
    said = apply(tmp_path, FILE)
    assert "support-answer: new\nsupport-answer: metric resolved new\n" in said
    assert "shop POST /ask: part of support-answer" in said
    row = Workflow.objects.get(project=shop, key="support-answer")
    assert (row.owner, row.state, row.kind) == ("Ann", "confirmed", "rag")
    metric = row.metrics.get(name="resolved")
    assert (metric.value_per_unit_nanousd, metric.window_days, metric.silence) == (4_500_000_000, 3, "failure")
    assert MappingRule.objects.get(project=shop).conditions == [{"field": "service", "test": "equals", "value": "shop"}]
    assert AuditEntry.objects.get(project=shop).action == "workflows.applied"


def test_applied_twice_it_changes_nothing(shop: Project, tmp_path: Path) -> None:
    apply(tmp_path, FILE)
    assert apply(tmp_path, FILE) == "Nothing to change.\n"
    assert apply(tmp_path, FILE.replace("Ann", "Bea")) == "support-answer: owner Ann → Bea\n1 changes.\n"


def test_what_is_exported_can_be_applied(shop: Project, tmp_path: Path) -> None:
    apply(tmp_path, FILE)
    assert apply(tmp_path, run("export")) == "Nothing to change.\n"


def test_a_metric_the_file_leaves_out_goes_and_outcomes_are_credited_anew(shop: Project, tmp_path: Path) -> None:
    apply(tmp_path, FILE)
    assert "metric csat removed" in apply(tmp_path, "\n".join(FILE.splitlines()[:9]))
    assert list(SuccessMetric.objects.values_list("name", flat=True)) == ["resolved"]
    assert ("support-answer",) in query("SELECT ref FROM outcome_recheck WHERE kind = 'workflow'")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("workflows: [{key: a, ownr: x}]", r"workflows\[0\]: ownr is no field"),
        ("workflow: []", "the file: workflow is no field"),
        ("workflows: [{name: a}]", r"workflows\[0\].key"),
        ("workflows: [{key: a, kind: robot}]", "rag, agent"),
        ("workflows: [{key: a, metrics: [{name: m, window_days: 0}]}]", "from 1 to 400"),
        ("workflows: [{key: a, metrics: [{name: m, value_per_unit_usd: .nan}]}]", "must be a number"),
        ("workflows: [{key: a, metrics: [{name: m}, {name: m}]}]", "twice"),
        ("workflows: [{key: a}, {key: a}]", "twice"),
        ("rules: [{workflow: a, when: [{field: colour, test: equals, value: x}]}]", r"rules\[0\].when: field"),
        ("- a", "must be a mapping"),
        ("{", "is not YAML"),
        ("!!python/object/apply:os.system [ls]", "is not YAML"),
        ("workflows: [{key: a, merges: [b]}, {key: b, merges: [a]}]", "itself part of"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_changes(shop: Project, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        apply(tmp_path, text)
    assert not Workflow.objects.filter(project=shop).exists()


def test_a_file_that_is_not_there(shop: Project) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("apply", "/nowhere.yaml")


def test_a_project_that_is_not_there() -> None:
    with pytest.raises(CommandError, match="no project shop"):
        run("export")
