"""manage.py workflows check: time, chance and network outside steps are found, and nothing else."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.workflows.engine.careless import CARELESS
from workflows.engine import check, declare


def test_calls_that_turn_out_differently_are_found_with_their_line() -> None:
    found = check.check(CARELESS)
    calls = [each.call for each in found]
    assert calls == [
        "random.random()", "time.time()", "datetime.now()", "uuid.uuid4()", "urllib.request.urlopen()", "randint()",
    ]  # fmt: skip
    assert "careless.py:" in str(found[0])


def test_the_command_says_where_and_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(declare.workflows, "careless", CARELESS)
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("workflows", "check", stdout=out)
    assert refused.value.returncode == 1
    assert "careless: uuid.uuid4() outside a step: another one is made when the run resumes" in out.getvalue()


def test_workflows_without_such_calls_pass(settings: Any) -> None:
    out = StringIO()
    call_command("workflows", "check", stdout=out)
    assert "nothing outside their steps" in out.getvalue()
