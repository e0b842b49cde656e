"""Whom a project asks, set from the command line."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from aiops.core.models import AuditEntry
from aiops.demo.stub_openai import Stub
from tests import people
from workflows.models import Provider

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    told = StringIO()
    call_command("model_provider", "shop", *words, stdout=told)
    return told.getvalue()


@pytest.fixture(autouse=True)
def shop(monkeypatch: pytest.MonkeyPatch) -> None:
    people.project("shop")
    monkeypatch.setenv("MODEL_KEY", "sk-secret")


def test_the_first_one_is_the_default_and_another_takes_its_place() -> None:
    run("main", "--url", "https://api.openai.com/v1", "--key-from", "MODEL_KEY", "--model", "gpt-4o")
    run("local", "--url", "http://127.0.0.1:11434/v1", "--default")
    rows = {each.name: each for each in Provider.objects.all()}
    assert (rows["main"].is_default, rows["local"].is_default, rows["main"].key) == (False, True, "sk-secret")


def test_a_change_without_a_key_keeps_the_key_and_the_audit_log_holds_none() -> None:
    run("main", "--url", "https://api.openai.com/v1", "--key-from", "MODEL_KEY")
    assert run("main", "--url", "https://eu.api.openai.com/v1") == "main is changed.\n"
    row = Provider.objects.get()
    assert (row.key, row.base_url, row.is_default) == ("sk-secret", "https://eu.api.openai.com/v1", True)
    assert "sk-secret" not in str(list(AuditEntry.objects.values()))


def test_it_can_be_tried() -> None:
    with Stub(seed=7) as stub:
        told = run("stub", "--url", stub.url, "--key-from", "MODEL_KEY", "--model", "gpt-4o", "--try")
        with pytest.raises(CommandError, match=r"It does not answer \(4xx\): stub answered 401"):
            run("stub", "--url", stub.url, "--model", "gpt-4o-401", "--try")
    assert "It answers: " in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x", "--url", "ftp://models"], "--url: the address must begin with https://"),
        (["x", "--url", "https://user:pw@models"], "--url: the address must hold no user"),
        (["x", "--url", "https://m/v1", "--key-from", "NOBODY_SET_IT"], "the environment has no NOBODY_SET_IT"),
    ],
)
def test_refusals(words: Any, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*words)
