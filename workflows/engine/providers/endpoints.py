"""Which endpoint a project asks: one of its own by name, its default, or that of the settings."""

from time import monotonic
from typing import Literal

from django.conf import settings

from workflows.engine.providers.asking import Endpoint
from workflows.engine.providers.errors import RequestRefused
from workflows.models import Provider

SECONDS_KEPT = 5.0  # how long a changed provider may go unnoticed by other processes
DEFAULT_NAME = "default"
_kept: dict[tuple[int, str], tuple[float, Endpoint]] = {}


def find(project_id: int, name: str = "") -> Endpoint:
    """Raises RequestRefused where there is none."""
    found = _kept.get((project_id, name))
    if found is None or monotonic() - found[0] > SECONDS_KEPT:
        found = _kept[project_id, name] = (monotonic(), _read(project_id, name))
    return found[1]


def _read(project_id: int, name: str) -> Endpoint:
    rows = Provider.objects.filter(project_id=project_id)
    row = (rows.filter(name=name) if name else rows.filter(is_default=True)).first()
    if row is not None:
        return Endpoint(row.name, _api(row.kind), row.base_url, row.key, row.default_model, row.priced_as)
    if name in {"", DEFAULT_NAME} and settings.MODEL_BASE_URL:
        return Endpoint(
            DEFAULT_NAME,
            _api(settings.MODEL_API),
            settings.MODEL_BASE_URL,
            settings.MODEL_KEY,
            settings.MODEL,
            settings.MODEL_PRICED_AS,
        )
    wanted = f"no provider {name!r}" if name else "no provider of models"
    raise RequestRefused(f"this project has {wanted}: add one, or set AIOPS_MODEL_BASE_URL")


def _api(kind: str) -> Literal["openai", "anthropic"]:
    return "anthropic" if kind == "anthropic" else "openai"


def forget() -> None:
    _kept.clear()
