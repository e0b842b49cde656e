"""manage.py connect NAME URL --project P: where tools and effects of workflows reach another system."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aiops.core import audit, outbound
from aiops.core.models import Project
from workflows.engine.providers import client
from workflows.models import Connection


class Command(BaseCommand):
    help = (
        "Makes or changes a connection of a project to another system, by the name that its workflows call it, such as"
        ' "help desk". Its key is read from an environment variable. Exit code 0: done; 1: refused.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="as workflows call it")
        parser.add_argument("url", help="where its API begins")
        parser.add_argument("--project", required=True, help="its short name, as in addresses")
        parser.add_argument("--key-from", metavar="VARIABLE", help="the environment variable that holds its key")

    def handle(self, *_: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        try:
            client.rules().read(options["url"])
        except outbound.RefusedError as error:
            raise CommandError(f"url: {error}") from error
        variable = options["key_from"]
        if variable and not os.environ.get(variable):
            raise CommandError(f"--key-from: the environment has no {variable}.")
        values = {"base_url": options["url"]} | ({"key": os.environ[variable]} if variable else {})
        Connection.objects.update_or_create(project=project, name=options["name"][:100], defaults=values)
        audit.record("connection.set", options["name"], project=project, url=options["url"])
        self.stdout.write(f"{options['name']} is at {options['url']}.")
