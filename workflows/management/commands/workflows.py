"""manage.py workflows apply FILE.yaml --project P; ... export --project P; ... check."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from aiops.core import audit
from aiops.core.models import Project
from workflows.analysis.files import FileError, wanted
from workflows.engine import check, registry
from workflows.store import changing, exporting

MAX_BYTES = 1024 * 1024


class Command(BaseCommand):
    help = (
        "Definitions of workflows as a file: `apply` makes a project's definitions what the file says and prints what"
        " changed, applied twice it changes nothing; `export` writes such a file to standard output. `check` reads the"
        " code of managed workflows and warns of time, chance and network outside their steps; where it finds any its"
        " exit code is 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        apply = acts.add_parser("apply", help="take over a file's definitions")
        apply.add_argument("file", help="a YAML file, or - for standard input")
        export = acts.add_parser("export", help="write the definitions as YAML")
        for each in (apply, export):
            each.add_argument("--project", required=True, help="its short name, as in addresses")
        acts.add_parser("check", help="warn of time, chance and network outside steps")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["act"] == "check":
            self._check()
            return
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        if options["act"] == "export":
            self.stdout.write(yaml.safe_dump(exporting.as_file(project.pk), allow_unicode=True, sort_keys=False))
            return
        changes = _apply(project, options["file"])
        for change in changes:
            self.stdout.write(change)
        self.stdout.write(f"{len(changes)} changes." if changes else "Nothing to change.")

    def _check(self) -> None:
        known = registry.known()
        warned = [each for name in sorted(known) for each in check.check(known[name])]
        for each in warned:
            self.stdout.write(str(each))
        if warned:
            raise CommandError(f"{len(warned)} warnings in {len(known)} managed workflows.", returncode=1)
        self.stdout.write(f"{len(known)} managed workflows: nothing outside their steps turns out differently.")


def _apply(project: Project, name: str) -> list[str]:
    try:
        changes = changing.apply(project.pk, wanted(_read(name)))
    except (FileError, ValueError) as error:
        raise CommandError(str(error)) from None
    if changes:
        audit.record("workflows.applied", name, project=project, changes=changes[:50])
    return changes


def _read(name: str) -> Any:
    try:
        data = sys.stdin.read(MAX_BYTES + 1) if name == "-" else Path(name).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name} cannot be read: {error}") from None
    if len(data) > MAX_BYTES:
        raise CommandError(f"{name} is larger than {MAX_BYTES:,} characters.")
    try:
        return yaml.safe_load(data)
    except (yaml.YAMLError, RecursionError) as error:
        raise CommandError(f"{name} is not YAML: {error}") from None
