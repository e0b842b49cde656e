"""Has the managed workflows run over what comes in at the company, with a stub as provider that has its troubles.

It imports no app: all is done by commands of `manage.py`, as a person would.
"""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from django.core.management import call_command

from aiops.demo import managed, thinking
from aiops.demo.help_desk import HelpDesk
from aiops.demo.stub_openai import Stub

PROVIDER = "demo stub"
MODEL = "gpt-4o"
KEY = "AIOPS_DEMO_PROVIDER_KEY"


@dataclass
class Ran:
    """The runs that began now, by their keys, and how often the provider was asked for them."""

    began: dict[str, Any] = field(default_factory=dict)
    calls: int = 0


def run(project: str, seed: int, many: int) -> Ran:
    """`many` runs in all: half of them tickets, the others questions and complaints; some while it is down."""
    done = Ran()
    with Stub(seed=seed, trouble=managed.TROUBLE, reply=thinking.reply) as stub, HelpDesk() as desk:
        _prepare(project, stub, desk)
        start = {"project": project, "began": done.began}
        usual = [
            managed.questions(seed, many * 6 // 20), managed.complaints(seed, many * 2 // 20),
            managed.tickets(seed, many * 11 // 20),
        ]  # fmt: skip
        lines = sorted(_mixed(usual), key=lambda line: "deadline" not in line)  # who waits goes first
        call_command("start_runs", "-", lines=lines, **start)
        stub.suffer(managed.OUTAGE)
        call_command("start_runs", "-", lines=list(managed.questions(seed, many // 20, "outage")), **start)
        done.calls = len(stub.calls)
    return done


def _prepare(project: str, stub: Stub, desk: HelpDesk) -> None:
    said = StringIO()
    files = [str(path) for path in managed.DOCUMENTS]
    call_command("knowledge", "add", "--project", project, "--source", "help", *files, stdout=said)
    os.environ.setdefault(KEY, "demo")  # the stub takes any
    provider = [project, PROVIDER, "--url", stub.url, "--model", MODEL, "--default", "--key-from", KEY]
    call_command("model_provider", *provider, stdout=said)
    call_command("connect", "help desk", desk.url, "--project", project, stdout=said)


def _mixed(kinds: list[Iterator[Any]]) -> Iterator[Any]:
    """In turns, as they come in."""
    for some in itertools.zip_longest(*kinds):
        yield from (each for each in some if each is not None)
