"""A company of aiops.demo.earning in a project: its spans and outcomes through the doors, its definitions as agreed."""

import time
from datetime import UTC, datetime
from decimal import Decimal

from django.test import Client

from aiops.core.models import Project
from aiops.demo import earning, events, otlp
from aiops.demo.earning import METRIC, Offer, Story
from tests import people
from tests.workflows.doors import attribute, settle_all
from traces import rollup
from workflows.models import Workflow
from workflows.store import definitions

KEPT_DAYS = 120


def load(project: Project, seed: int, days: int = 56, workflows: int = 4) -> list[Story]:
    """Everything until now, credited and rolled up; the truth in return."""
    Project.objects.filter(pk=project.pk).update(retention_days=KEPT_DAYS)
    for offer in earning.company(seed, workflows):
        define(project, offer)
    definitions.forget()
    anchor_ns = time.time_ns()
    found = list(earning.stories(seed, anchor_ns, days, workflows))
    key = people.key(project, "ingest", "outcomes").text
    for body in otlp.bodies((each.run for each in found), 1_000):
        send("/v1/traces", body, key, "application/x-protobuf")
    settle_all(project)
    for body in events.bodies(earning.told(found, anchor_ns)):
        send("/api/v1/outcomes", body, key, "application/json")
    attribute(project)
    rollup.recompute_ready(project.pk, time.time_ns(), 0)
    return found


def define(project: Project, offer: Offer) -> Workflow:
    name = offer.key.replace("-", " ").capitalize()
    row, _ = Workflow.objects.update_or_create(
        project=project,
        key=offer.key,
        defaults={"name": name, "good_outcome": offer.good_outcome, "state": "confirmed"},
    )
    row.metrics.update_or_create(
        name=METRIC,
        defaults={
            "value_per_unit_nanousd": offer.worth_nanousd, "minutes_per_unit": Decimal(str(offer.minutes)),
            "window_days": offer.window_days, "silence": offer.silence,
        },
    )  # fmt: skip
    return row


def send(path: str, body: bytes, key: str, kind: str) -> None:
    answer = Client().post(path, body, content_type=kind, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200, answer.content
    if kind == "application/json":
        told = answer.json()
        assert (told["rejected"], told["conflict"]) == ([], [])


def today() -> datetime:
    return datetime.now(UTC)
