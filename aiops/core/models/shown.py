"""Rows that belong to a project, or in it to one person alone."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from aiops.core.models.projects import Project


class ShownQuerySet(models.QuerySet[Any]):
    def shown_to(self, user: Any, project: Project) -> Self:
        """Those of the project, and this person's own."""
        return self.filter(Q(owner=None) | Q(owner=user.pk), project=project)
