"""docs/reference/metrics.md names every metric there is, and none that is not."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from prometheus_client.parser import text_string_to_metric_families

from aiops.core import queue, telemetry


@pytest.mark.django_db
def test_every_metric_is_documented() -> None:
    text = (Path(settings.BASE_DIR) / "docs/reference/metrics.md").read_text()
    documented = {name.removesuffix("_total") for name in re.findall(r"^\| `(aiops_\w+)`", text, re.MULTILINE)}
    told = {family.name for family in text_string_to_metric_families(telemetry.exposition().decode())}
    told = {name for name in told if name.startswith("aiops_")}
    if not (queue.on_our_database() and queue.installed()):
        told |= {"aiops_queue_messages", "aiops_queue_oldest_seconds"}
    assert told == documented
