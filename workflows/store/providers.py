"""Providers of models, as a project has them."""

from dataclasses import dataclass

from django.db import transaction

from aiops.core.models import Project
from workflows.models import Provider


@dataclass(frozen=True)
class Wanted:
    """`key` None: the one it has stays."""

    name: str
    kind: str
    base_url: str
    key: str | None = None
    default_model: str = ""
    priced_as: str = ""
    is_default: bool = False


def put(project: Project, wanted: Wanted) -> bool:
    """Makes or changes it; whether it is new. The first one of a project is its default."""
    with transaction.atomic():
        rows = Provider.objects.select_for_update().filter(project=project)
        default = wanted.is_default or not rows.exclude(name=wanted.name).filter(is_default=True).exists()
        if default:
            rows.exclude(name=wanted.name).update(is_default=False)
        fields = {
            "kind": wanted.kind,
            "base_url": wanted.base_url,
            "default_model": wanted.default_model,
            "priced_as": wanted.priced_as,
            "is_default": default,
        }
        if wanted.key is not None:
            fields["key"] = wanted.key
        _, made = Provider.objects.update_or_create(project=project, name=wanted.name, defaults=fields)
    return made
