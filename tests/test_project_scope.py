"""Isolation, read off the code itself: no SQL over telemetry without a project, no view that finds rows by itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TELEMETRY = (
    "span", "span_blob", "trace", "trace_run", "mark", "rollup_span", "rollup_trace", "rollup_run",
    "rollup_histogram", "rollup_finding", "rollup_call", "rollup_payer", "waste_day", "waste_day_done",
    "cost_day", "cost_day_done",
    "quarantine", "ingest_count", "outcome", "outcome_credit", "outcome_recheck",
    "outcome_changed", "workflow_seen",
    "tag_value", "version_seen", "erased", "erasure_trace",
    "time_path", "rollup_time", "rollup_path", "time_day", "path_day", "time_day_done", "rollup_worth", "rollup_delay",
)  # fmt: skip
# Statements over all projects at once: each hands out no project's rows. A new one needs its reason here.
FOR_ALL_PROJECTS = {
    "traces/store/sql/backlog.sql": "how much work waits in all, for /metrics and the ticker",
}
SQL_FILES = sorted(ROOT.glob("*/store/sql/*.sql"))
VIEW_FILES = sorted({*ROOT.glob("*/views.py"), *ROOT.glob("*/views/**/*.py"), *ROOT.glob("aiops/core/views/**/*.py")})
SCOPED_BY = {"project", "user", "memberships__user", "pk__in"}


def code_of(path: Path) -> str:
    """The statement without its comments, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"--[^\n]*", "", path.read_text()))


def tables_read(code: str) -> list[str]:
    names = "|".join(sorted(TELEMETRY, key=len, reverse=True))
    return re.findall(rf"\b(?:FROM|JOIN|UPDATE|USING)\s+(?:ONLY\s+)?({names})\b(?!\s*\()", code)


def bindings(code: str) -> int:
    """How often a project id is compared with a parameter or with another table's."""
    compared = re.findall(r"\bproject_id\s*(?:=|IN\b)", code)
    joined = re.findall(r"USING\s*\([^)]*\bproject_id\b", code)
    return len(compared) + len(joined)


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_table_a_statement_reads_is_bound_to_one_project(path: Path) -> None:
    if str(path.relative_to(ROOT)) in FOR_ALL_PROJECTS:
        return
    code = code_of(path)
    assert bindings(code) >= len(tables_read(code)), "each telemetry table is compared by project_id"
    if tables_read(code):
        assert re.search(r"%\(project_id\)s|%\(project_ids\)s|%s|\{conditions\}", code), (
            "and the project is a parameter"
        )


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_statement_that_writes_telemetry_names_the_project(path: Path) -> None:
    code = code_of(path)
    for target in re.findall(rf"\b(?:INSERT INTO|COPY)\s+(?:{'|'.join(TELEMETRY)})\b[^(]*\(([^)]*)\)", code):
        assert target.split(",")[0].strip() == "project_id"


@pytest.mark.parametrize(
    ("sql", "tables", "bound"),
    [
        ("SELECT 1 FROM span WHERE project_id = %(project_id)s", 1, 1),
        ("SELECT 1 FROM span -- project_id = 1", 1, 0),
        ("SELECT 1 FROM span s JOIN trace t USING (project_id, trace_id) WHERE s.project_id = %s", 2, 2),
        ("DELETE FROM mark WHERE bucket < now()", 1, 0),
        ("SELECT 1 FROM trace_blobs", 0, 0),
    ],
)
def test_the_reading_of_sql_itself(tmp_path: Path, sql: str, tables: int, bound: int) -> None:
    path = tmp_path / "x.sql"
    path.write_text(sql)
    assert (len(tables_read(code_of(path))), bindings(code_of(path))) == (tables, bound)


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))


def called(node: ast.AST) -> set[str]:
    calls = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    return {call.id for call in calls if isinstance(call, ast.Name)} | {
        call.attr for call in calls if isinstance(call, ast.Attribute)
    }


def views_with_slug() -> list[tuple[str, str]]:
    named = [(path, each) for path in VIEW_FILES for each in functions(path)]
    return [
        (str(path.relative_to(ROOT)), each.name)
        for path, each in named
        if {"request", "slug"} <= {arg.arg for arg in each.args.args}
    ]


@pytest.mark.parametrize(("path", "name"), views_with_slug())
def test_every_view_of_a_project_begins_with_project_for(path: str, name: str) -> None:
    """Directly, or by a helper of the same file that does."""
    inside = {each.name: called(each) for each in functions(ROOT / path)}
    reached: set[str] = set()
    todo = [name]
    while todo:
        reached |= (new := inside.get(todo.pop(), set()) - reached)
        todo += [each for each in new if each in inside]
    assert "project_for" in reached


def unscoped(path: Path) -> Iterator[str]:
    """`Model.objects...` chains of a view that name neither project nor person."""
    tree = ast.parse(path.read_text())
    inner = {id(child.value) for child in ast.walk(tree) if isinstance(child, ast.Attribute)}
    inner |= {id(child.func) for child in ast.walk(tree) if isinstance(child, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in inner and ".objects." in ast.unparse(node.func):
            said = ast.unparse(node)
            words = {keyword.arg for each in ast.walk(node) if isinstance(each, ast.Call) for keyword in each.keywords}
            if not (
                words & SCOPED_BY
                or ".objects.visible_to(" in said
                or ".objects.shown_to(" in said
                or ".objects.create(" in said
            ):
                yield said


@pytest.mark.parametrize("path", VIEW_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_query_of_a_view_names_a_project_or_a_person(path: Path) -> None:
    allowed = {"AuditEntry.objects.filter(belongs).order_by('-pk')"}  # belongs: this project's, by Q
    assert set(unscoped(path)) - allowed == set()
