"""manage.py knowledge add --project P --source NAME FILES...; list; on; off; use --version N; ask."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aiops.core import audit
from aiops.core.models import Project
from workflows import knowledge
from workflows.knowledge.reading import DocumentError, check_size
from workflows.models import KnowledgeSource
from workflows.store import knowledge as store


class Command(BaseCommand):
    help = (
        "Documents that workflows answer from. `add` reads Markdown, HTML, PDF and text into a new version of a source,"
        " which is used from then on; the same files again change nothing. `list` shows the sources, `on` and `off`"
        " switch one, `use` goes to another of its versions, `ask` shows what a question finds. Exit code 0: done;"
        " 1: refused (the reason is on stderr), and nothing was changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for name in ("add", "list", "on", "off", "use", "ask"):
            act = acts.add_parser(name)
            act.add_argument("--project", required=True, help="its short name, as in addresses")
            if name not in {"list", "ask"}:
                act.add_argument("--source", required=True, help="documents that belong together, such as help")
            if name == "add":
                act.add_argument("files", nargs="+", help="files that end in md, html, pdf or txt")
            if name == "use":
                act.add_argument("--version", dest="number", type=int, required=True)
            if name == "ask":
                act.add_argument("question")

    def handle(self, *_: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        getattr(self, f"_{options['act']}")(project, options)

    def _add(self, project: Project, options: dict[str, Any]) -> None:
        documents = []
        for name in options["files"]:
            try:
                documents.append(_read(Path(name)))
            except (DocumentError, OSError) as error:
                raise CommandError(str(error)) from None
        if twice := {each.name for each in documents if [one.name for one in documents].count(each.name) > 1}:
            raise CommandError(f"{min(twice)} is there twice: documents of a source have different names.")
        version = knowledge.add(project.pk, options["source"], documents)
        audit.record("knowledge.added", options["source"], project=project, version=version)
        self.stdout.write(f"{options['source']} is at version {version}: {len(documents)} documents.")

    def _list(self, project: Project, _: dict[str, Any]) -> None:
        for each in KnowledgeSource.objects.filter(project=project):
            versions = sorted(set(each.documents.values_list("version", flat=True)))
            state = "on" if each.enabled else "off"
            self.stdout.write(f"{each.name}: {state}, version {each.version} of {', '.join(map(str, versions))}")

    def _on(self, project: Project, options: dict[str, Any]) -> None:
        self._change(project, options["source"], enabled=True)

    def _off(self, project: Project, options: dict[str, Any]) -> None:
        self._change(project, options["source"], enabled=False)

    def _use(self, project: Project, options: dict[str, Any]) -> None:
        self._change(project, options["source"], version=options["number"])

    def _change(self, project: Project, source: str, **change: Any) -> None:
        if not store.use(project.pk, source, **change):
            raise CommandError(f"There is no source {source}, or none of its versions is that.")
        audit.record("knowledge.changed", source, project=project, **change)
        self.stdout.write(f"{source}: {', '.join(f'{name} {value}' for name, value in change.items())}.")

    def _ask(self, project: Project, options: dict[str, Any]) -> None:
        found = knowledge.search_in(project.pk, options["question"])
        for each in found.passages:
            self.stdout.write(f"{each.score:.2f} {each.source} {each.document}: {each.heading}\n  {each.text[:200]}")
        for each in found.set_aside:
            self.stdout.write(f"set aside, as it gives orders: {each.document}: {each.heading}")


def _read(path: Path) -> knowledge.Document:
    """Raises DocumentError, OSError. What is too large is refused before it is read."""
    check_size(path.name, path.stat().st_size)
    return knowledge.read(path.name, path.read_bytes())
