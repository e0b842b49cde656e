"""`manage.py ask QUESTION`: the analyses on the command line, with the numbers of /api/v1 by the API's own classes."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError
from django.urls import resolve
from rest_framework.authentication import BaseAuthentication
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from aiops.core import plain
from aiops.core.forms import AnalysisForm
from aiops.core.models import ApiKey, Project
from costs.api.change import CostChange
from costs.api.cost import Cost
from costs.forms import CostForm
from traces.api.analysis import Latency, Time
from traces.api.failures import Failures
from traces.forms import FailuresForm, TimeForm


@dataclass(frozen=True)
class Question:
    view: type[APIView] | str  # or an address of it
    parameters: Sequence[str]
    help: str
    of_one: bool = False  # of one workflow, which is part of the address

    def door(self) -> type[APIView]:
        if not isinstance(self.view, str):
            return self.view
        found: type[APIView] = resolve(self.view).func.view_class  # type: ignore[attr-defined]
        return found

    def options(self) -> list[str]:
        return [*(["workflow"] if self.of_one else []), *self.parameters]


WINDOWS = ("from", "to", "compare_from", "compare_to")
QUESTIONS = {
    "time": Question(Time, TimeForm.OF_API, "where the time of runs went, and what changed"),
    "failures": Question(Failures, FailuresForm.OF_API, "what separates failed runs from good ones"),
    "cost": Question(Cost, CostForm.OF_API, "what was spent, by a dimension"),
    "cost-change": Question(CostChange, AnalysisForm.OF_API, "why the cost changed: usage, behaviour or price"),
    "latency": Question(Latency, AnalysisForm.OF_API, "percentiles, throughput and queues"),
    "value": Question("/api/v1/workflows/one/roi", WINDOWS, "what a workflow earned; also as roi", of_one=True),
}
QUESTIONS["roi"] = QUESTIONS["value"]


class Command(BaseCommand):
    help = (
        "Answers as /api/v1/analysis does: a sentence, then the figures. Without --from and --to the last 28 whole "
        "days, compared with the 28 before; days are the project's. Exit code 0: answered; 1: refused (the reason, "
        "with its argument, is on stderr); 2: wrong arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        questions = parser.add_subparsers(dest="question", required=True, metavar="QUESTION")
        for name, question in QUESTIONS.items():
            asked = questions.add_parser(name, help=question.help, description=question.help)
            asked.add_argument("--project", required=True, help="slug of the project")
            for option in question.options():
                needed = question.of_one and option == "workflow"
                asked.add_argument(_flag(option), dest=f"ask_{option}", metavar="TEXT", required=needed)
            asked.add_argument("--json", action="store_true", help="print what the API answers")
            asked.add_argument("--rows", type=int, default=plain.ROWS, help="how many rows of a table are shown")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"--project: There is no project {options['project']!r}.")
        question = QUESTIONS[options["question"]]
        said = {name: options[f"ask_{name}"] for name in question.options()}
        answer = _ask(question, project, {name: text for name, text in said.items() if text is not None})
        if options["json"]:
            self.stdout.write(json.dumps(answer, indent=2, default=str))
        else:
            self.stdout.write(plain.text(answer, max(1, options["rows"])))


def _ask(question: Question, project: Project, said: dict[str, str]) -> dict[str, Any]:
    """What the API class answers to whoever may run commands here. Raises CommandError that names the argument."""
    address = {"key": said.pop("workflow")} if question.of_one else {}

    class Inside(BaseAuthentication):
        def authenticate(self, _request: Any) -> tuple[AnonymousUser, ApiKey]:
            return AnonymousUser(), ApiKey(project=project, scopes=["read"])

    view = question.door().as_view(authentication_classes=[Inside], permission_classes=[])
    response = view(APIRequestFactory().get(f"/?{urlencode(said)}"), **address)
    if response.status_code != 200:
        error = response.data["error"]
        name = "workflow" if error.get("field") == "key" else error.get("field")
        raise CommandError(f"{_flag(name)}: {error['message']}" if name else error["message"])
    answer: dict[str, Any] = response.data
    return answer


def _flag(parameter: str) -> str:
    return f"--{parameter.replace('_', '-')}"
