"""docs/reference/settings.md lists every variable the product reads, with its default, and no other."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "reference" / "settings.md").read_text()
ROWS = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", PAGE, re.MULTILINE))
READERS = {"env", "env_int", "env_bool", "env_list"}


def read_in_settings() -> dict[str, str]:
    """Variable -> its default as written in the code; "" where it has none."""
    calls = [
        node
        for path in (ROOT / "aiops").glob("settings*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS
    ]
    named = [call for call in calls if isinstance(call.args[0], ast.Constant)]
    return {
        str(call.args[0].value): ast.unparse(call.args[1]) if len(call.args) > 1 else ""  # type: ignore[attr-defined]
        for call in named
    }


def read_elsewhere() -> set[str]:
    code = "\n".join(path.read_text() for path in ROOT.glob("aiops/**/*.py"))
    return set(re.findall(r"environ(?:\.get\(|\[)\"(AIOPS_\w+)\"", code))


def test_every_variable_is_documented_and_none_besides() -> None:
    assert sorted(ROWS) == sorted({*read_in_settings(), *read_elsewhere()})


def test_the_defaults_are_those_of_the_code() -> None:
    wrong = {}
    for name, written in read_in_settings().items():
        if re.fullmatch(r"[\d* ]+|'[^']*'", written):
            value = str(eval(written))  # noqa: S307  digits or one string
            if ROWS[name].strip().strip("`") != value:
                wrong[name] = (ROWS[name], value)
    assert wrong == {}
