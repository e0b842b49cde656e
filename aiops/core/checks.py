"""What Django checks before any command runs: a step that settings name and nobody can import is said at the start."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error
from django.utils.module_loading import import_string

LISTS = ("INGEST_STEPS", "PREPARE_STEPS", "SETTLE_STEPS", "RUN_STEPS", "ERASE_PARTS", "ROLLUP_MEASURES")


def named_steps(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[Error]:
    """An error for each name in LISTS that leads nowhere."""
    del app_configs, options
    found = []
    for name in LISTS:
        for path in getattr(settings, name):
            try:
                import_string(path)
            except ImportError as error:
                found.append(Error(f"{name} names {path}: {error}", id="aiops.E001"))
    return found
