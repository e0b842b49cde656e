"""Checks an installation and says how to mend it."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from aiops.core.doctor import Finding, examine


class Command(BaseCommand):
    help = (
        "Checks Python, disk, keys, ports, database, migrations, queue and workers; says how to mend what is wrong. "
        "Exit code 0: all is well; 1: something needs mending."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only",
            action="append",
            metavar="NAME",
            help="heed this check alone, such as Worker; may be given again. One that cannot be done is not well",
        )
        parser.add_argument("--json", action="store_true", help="print a JSON object with `ok` and `findings`")

    def handle(self, *_args: Any, **options: Any) -> None:
        findings, wanted = [], set(options["only"] or ())
        for finding in examine():
            if wanted and finding.name not in wanted:
                continue
            findings.append(finding)
            if not options["json"]:
                self._show(finding)
        well = all(finding.ok for finding in findings) and wanted <= {finding.name for finding in findings}
        if options["json"]:
            self.stdout.write(json.dumps({"ok": well, "findings": [_as_json(each) for each in findings]}, indent=2))
        if not well:
            raise SystemExit(1)

    def _show(self, finding: Finding) -> None:
        mark = self.style.SUCCESS("ok  ") if finding.ok else self.style.ERROR("MEND")
        self.stdout.write(f"{mark} {finding.name}: {finding.found}")
        if finding.mend:
            self.stdout.write(f"     -> {finding.mend}")


def _as_json(finding: Finding) -> dict[str, Any]:
    return {**asdict(finding), "ok": finding.ok}
