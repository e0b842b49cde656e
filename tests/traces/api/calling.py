"""Calls the API as an outside program does: a key, a path, JSON back."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests import people
from tests.factories import batch
from traces.ingest.write import write
from traces.types import Span


@dataclass
class Caller:
    """One project with a key of each kind."""

    project_id: int
    ingest_key: str
    read_key: str

    def get(self, path: str, parameters: Any = None, key: str | None = None) -> Any:
        header = {"Authorization": f"Bearer {self.read_key if key is None else key}"}
        return Client(headers=header).get(path, parameters)

    def send(self, body: bytes, content_type: str = "application/json") -> Any:
        client = Client(headers={"Authorization": f"Bearer {self.ingest_key}"})
        return client.post("/v1/traces", body, content_type=content_type)

    def store(self, *spans: Span) -> None:
        write(batch(list(spans), project_id=self.project_id))


def caller(slug: str) -> Caller:
    project = people.project(slug)
    return Caller(project.pk, people.key(project, "ingest").text, people.key(project, "read").text)
