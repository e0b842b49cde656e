"""`manage.py ask`: what the API answers, and in words; every refusal names its argument."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from aiops.core.models import ApiKey, Project
from tests import people
from tests.costs import change_world
from tests.costs.change_world import WINDOWS
from workflows.management.commands.ask import QUESTIONS
from workflows.models import Workflow

pytestmark = pytest.mark.django_db
FLAGS = [part for name, value in WINDOWS.items() for part in (f"--{name.replace('_', '-')}", value)]
ADDRESSES = {
    "time": "analysis/time",
    "failures": "analysis/failures",
    "cost": "analysis/cost",
    "cost-change": "analysis/cost-change",
    "latency": "analysis/latency",
    "value": "workflows/support/answer/roi",
}


@pytest.fixture
def shop() -> Project:
    project = people.project("shop")
    change_world.store(project, change_world.planted(0)[1])
    Workflow.objects.create(project=project, key="support/answer", name="Answers")
    return project


def ask(*arguments: str) -> str:
    out = StringIO()
    call_command("ask", *arguments, stdout=out)
    return out.getvalue()


def test_the_numbers_are_those_of_the_api(shop: Project, client: Client) -> None:
    headers = {"authorization": f"Bearer {people.key(shop, 'read').text}"}
    wrong = {}
    for name, address in ADDRESSES.items():
        one = ["--workflow", "support/answer"] if QUESTIONS[name].of_one else []
        window = {key: value for key, value in WINDOWS.items() if key in QUESTIONS[name].parameters}
        flags = [part for key, value in window.items() for part in (f"--{key.replace('_', '-')}", value)]
        answered = client.get(f"/api/v1/{address}", window, headers=headers)
        assert answered.status_code == 200, answered.content
        if json.loads(ask(name, "--project", "shop", "--json", *one, *flags)) != answered.json():
            wrong[name] = address
    assert wrong == {}
    assert ApiKey.objects.count() == 1, "asking from the command line makes no key"


def test_in_words_the_sentence_comes_first(shop: Project) -> None:
    answer = json.loads(ask("cost-change", "--project", "shop", "--json", *FLAGS))
    said = ask("cost-change", "--project", "shop", *FLAGS)
    assert said.startswith(answer["sentence"])
    assert "\neffects\n" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cost-change", "--project", "none"], "--project: There is no project 'none'."),
        (["cost-change", "--project", "shop", "--from", "soon", "--to", "2026-11-01"], "--from: “soon” is not a time."),
        (["time", "--project", "shop", "--from", "2026-11-01"], "--to: A time range needs both"),
        (["failures", "--project", "shop", "--success", "luck"], "--success: "),
        (["cost", "--project", "shop", "--by", "moon"], "--by: "),
        (["time", "--project", "shop", "--compare-from", "2026-11-02"], "--compare-to: A time range"),
        (["roi", "--project", "shop", "--workflow", "none"], "--workflow: This project has no such workflow."),
    ],
)
def test_a_refusal_names_its_argument(shop: Project, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError) as refused:
        ask(*arguments)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("arguments", [["value", "--project", "shop"], ["why"], ["cost", "--success", "no_error"]])
def test_wrong_arguments_are_refused(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        ask(*arguments)


def test_every_parameter_of_the_api_can_be_asked(client: Client) -> None:
    """Those that the OpenAPI document knows."""
    paths: dict[str, Any] = client.get("/api/schema", headers={"accept": "application/json"}).json()["paths"]
    for name, address in ADDRESSES.items():
        path = address.replace("support/answer", "{key}")
        known = {
            each["name"] for each in paths[f"/api/v1/{path}"]["get"].get("parameters", []) if each["in"] == "query"
        }
        assert known == set(QUESTIONS[name].parameters), name
