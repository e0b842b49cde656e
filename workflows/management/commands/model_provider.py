"""`manage.py model_provider PROJECT NAME --url URL`: whom a project's managed workflows ask for answers."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aiops.core import audit, outbound
from aiops.core.models import Project
from workflows.engine.providers import client, endpoints
from workflows.engine.providers.asking import Question
from workflows.engine.providers.errors import ProviderError
from workflows.models import Provider
from workflows.store import providers
from workflows.store.providers import Wanted


class Command(BaseCommand):
    help = (
        "Makes or changes a provider of models for a project. Its key is read from an environment variable, so that it"
        " stands in no history of commands. Exit code 0: done; 1: refused (the reason is on stderr)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="slug of the project")
        parser.add_argument("name", help="how policies call it, such as main")
        parser.add_argument("--url", required=True, help="where its API begins, such as https://api.openai.com/v1")
        parser.add_argument("--api", choices=Provider.Kind.values, default="openai", help="which API it speaks")
        parser.add_argument("--key-from", metavar="VARIABLE", help="the environment variable that holds its key")
        parser.add_argument("--model", default="", help="what is asked where a step names no model")
        parser.add_argument("--priced-as", default="", help="the seller whose prices hold (default: that of the API)")
        parser.add_argument("--default", action="store_true", help="asked where a step names no provider")
        parser.add_argument("--try", dest="attempt", action="store_true", help="ask it for one word, which may cost")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        wanted = self._wanted(options)
        made = providers.put(project, wanted)
        endpoints.forget()
        action = "provider.created" if made else "provider.changed"
        audit.record(action, wanted.name, project=project, url=wanted.base_url, api=wanted.kind)
        self.stdout.write(f"{wanted.name} is {'there now' if made else 'changed'}.")
        if options["attempt"]:
            self._try(project, wanted.name)

    def _wanted(self, options: dict[str, Any]) -> Wanted:
        variable = options["key_from"]
        if variable and not os.environ.get(variable):
            raise CommandError(f"--key-from: the environment has no {variable}.")
        try:
            client.rules().read(options["url"])
        except outbound.RefusedError as error:
            raise CommandError(f"--url: {error}") from error
        return Wanted(
            options["name"][:100],
            options["api"],
            options["url"],
            os.environ[variable] if variable else None,
            options["model"],
            options["priced_as"],
            options["default"],
        )

    def _try(self, project: Project, name: str) -> None:
        endpoint = endpoints.find(project.pk, name)
        question = Question(endpoint.default_model, [{"role": "user", "content": "Say: yes."}], max_tokens=256)
        try:
            answer = client.ask(endpoint, question, client.Patience(time.monotonic() + 30))
        except ProviderError as error:
            raise CommandError(f"It does not answer ({error.code}): {error}") from error
        self.stdout.write(f"It answers: {answer.text[:100]!r}, as {answer.model or endpoint.default_model}.")
