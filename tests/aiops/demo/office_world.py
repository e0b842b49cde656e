"""The demo company in a project of a test: fewer runs than `make demo` loads, the same way through the same doors."""

import json
import time
from datetime import date, timedelta
from typing import Any

from django.test import Client

from aiops.core.models import Project
from aiops.demo import events
from aiops.demo.office import agreed
from aiops.demo.office.life import Company
from aiops.demo.office.stories import Story
from aiops.demo.office.whole import Whole
from costs.store import book
from tests import people
from tests.workflows.companies import send
from tests.workflows.doors import attribute, settle_all
from traces import rollup
from traces.store import partitions
from workflows.store import definitions

TOKENS = 10.0  # so that a few runs a day cost enough to be judged


class World:
    """The company, and what the read API says of it."""

    def __init__(self, seed: int, runs_a_day: float, *, quiet: bool = False) -> None:
        self.company = Company(seed, time.time_ns(), runs_a_day, quiet=quiet, tokens=TOKENS)
        self.fate = self.company.fate
        self.project = people.project(f"office-{seed}-{quiet}", retention_days=90)
        self.key = people.key(self.project, "ingest", "outcomes", "read", "admin").text
        self.client = Client(headers={"Authorization": f"Bearer {self.key}"})
        self._load(self.project)

    def _load(self, project: Project) -> None:
        partitions.forget()
        definitions.forget()
        for key, body in agreed.definitions(self.company):
            self._write("put", f"/api/v1/workflows/{key}", body)
        for body in agreed.prices(self.fate):
            self._write("post", "/api/v1/prices", body)
        book.forget()
        whole = Whole(self.company)
        for sent, _ in whole.bodies():
            send("/v1/traces", sent, self.key, "application/x-protobuf")
        settle_all(project)
        for path, told in (("usage", whole.usage), ("scores", whole.scores), ("outcomes", whole.outcomes)):
            for sent in events.bodies(told, 5_000 if path == "outcomes" else 500):
                send(f"/api/v1/{path}", sent, self.key, "application/json")
        settle_all(project)
        attribute(project)
        rollup.recompute_ready(project.pk, time.time_ns(), 0)

    def _write(self, method: str, path: str, body: Any) -> None:
        answer = getattr(self.client, method)(path, json.dumps(body), content_type="application/json")
        assert answer.status_code in (200, 201), answer.content

    def ask(self, path: str, **query: str) -> Any:
        answer = self.client.get(f"/api/v1/{path}", query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def story(self, kind: str) -> Story:
        return next(each for each in self.fate.told if each.kind == kind)


def near(day: str | date, story: Story, days: int = 1) -> bool:
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return story.day is not None and abs(found - story.day) <= timedelta(days=days)
