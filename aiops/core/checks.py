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


def provider(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[Error]:
    """Half a set-up of the sign-in provider is said before somebody stands before it."""
    del app_configs, options
    said = {name: getattr(settings, f"OIDC_{name}") for name in ("URL", "CLIENT_ID", "SECRET")}
    missing = [f"AIOPS_OIDC_{name}" for name, value in said.items() if not value]
    if missing and any(said.values()):
        return [Error(f"Sign-in by a provider lacks {' and '.join(missing)}.", id="aiops.E002")]
    if settings.HTTPS and said["URL"] and not said["URL"].startswith("https://"):
        return [Error("AIOPS_OIDC_URL must begin with https:// where AIOPS_HTTPS is set.", id="aiops.E003")]
    return []
