"""docs/reference/charts.md lists every chart with its unit, and none that is not."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "reference" / "charts.md").read_text()
ROW = re.compile(r"^\| `([\w-]+)` \| [^|]+ \| [^|]+\? \| ([^|]+) \| [^|]+ \|$", re.MULTILINE)


def described(path: Path) -> dict[str, str]:
    """Key -> unit of each Chart(...) that a file makes."""
    calls = [each for each in ast.walk(ast.parse(path.read_text())) if isinstance(each, ast.Call)]
    fields = [{each.arg: ast.unparse(each.value) for each in call.keywords} for call in calls if name(call) == "Chart"]
    return {ast.literal_eval(each["key"]): unit(each["unit"]) for each in fields}


def name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def unit(code: str) -> str:
    return {
        "MONEY": "dollars",
        "SMALL_MONEY": "dollars",
        "UNITS[measure]": "dollars, tokens or calls",
        "DURATION": "milliseconds",
        "over.unit": "runs or calls",
        "SHARE": "per cent",
    }.get(code) or re.sub(r"counted\('(.*)'\)", r"\1", code)


def test_every_chart_is_documented_with_its_unit() -> None:
    made: dict[str, str] = {}
    for app in ("traces", "costs", "workflows"):
        for path in (ROOT / app).glob("charts.py"):
            made |= described(path)
    assert made
    assert dict(ROW.findall(PAGE)) == made
