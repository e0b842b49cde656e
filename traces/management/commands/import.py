"""`manage.py import FILE`: spans from files: downloaded traces, what a Collector wrote, exports of other products."""  # noqa: N999

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aiops.core.models import Project
from aiops.core.progress import Progress
from traces.events.exports import EXPORTS
from traces.ingest.exports import UnknownExportError, import_export, kind_of
from traces.ingest.files import Imported, import_file
from traces.ingest.pieces import BROKEN
from traces.ingest.rows import NoReaderError
from traces.otlp import UnreadableError

REASONS = 10


class Command(BaseCommand):
    help = (
        "Stores the spans of OTLP files (JSON, JSON lines, protobuf) and of exports of Langfuse, Phoenix and Helicone "
        "(JSON, JSON lines, CSV, parquet), plain, gzip or zstd. Old spans are stored too. "
        "Goes through the same steps as the door, so importing twice adds nothing and an interrupted import goes on "
        "by being started again. Exit code 0: every span is stored; 1: some spans or a file were refused (the reasons "
        "are on stderr); 2: wrong arguments; 130: interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="+", type=Path, help="a file of OTLP requests, or an export")
        parser.add_argument(
            "--format",
            choices=("auto", "otlp", *EXPORTS),
            default="auto",
            help="what it is; auto: by its first row",
        )
        parser.add_argument("--project", required=True, help="slug of the project that takes the spans")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        whole = True
        for path in options["file"]:
            done = self.take(path, project, options["format"])
            whole = whole and not done.refused and not done.conflict
        if not whole:
            raise SystemExit(1)

    def take(self, path: Path, project: Project, kind: str) -> Imported:
        try:
            progress = Progress(sys.stderr, path.stat().st_size, path.name)
            done = _import(path, project, kind, lambda read, so_far: progress.to(read, f"{so_far.total:,} spans"))
        except (*BROKEN, UnreadableError, UnknownExportError, NoReaderError) as error:
            raise CommandError(f"{path}: {error}") from error
        except KeyboardInterrupt:
            self.stderr.write("\nStopped. What was read so far is stored; start it again to go on.")
            raise SystemExit(130) from None
        progress.end()
        self.report(path, project, done)
        return done

    def report(self, path: Path, project: Project, done: Imported) -> None:
        self.stdout.write(f"{path.name}: {done.accepted:,} spans stored, {done.duplicate:,} already there.")
        if done.scores:
            self.stdout.write(f"{done.scores:,} scores stored.")
        if done.conflict:
            self.stderr.write(f"{done.conflict:,} have the id of a stored span but another body; the first one stays.")
        if done.old:
            self.stderr.write(
                f"{done.old:,} are older than the {project.retention_days} days this project keeps spans: the next "
                "clean-up removes them. Raise the project's retention to keep them."
            )
        for reason, number in done.refused.most_common(REASONS):
            self.stderr.write(f"{number:,} refused: {reason}")


def _import(path: Path, project: Project, kind: str, told: Callable[[int, Imported], None]) -> Imported:
    kind = kind_of(path) if kind == "auto" else kind
    return import_file(path, project, told) if kind == "otlp" else import_export(path, project, kind, told)
