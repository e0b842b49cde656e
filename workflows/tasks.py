"""Recurring work of workflows, started by the ticker; each drains what is ready, for every project."""

from celery import shared_task

from aiops.core.models import Project
from workflows import attribution


@shared_task
def attribute() -> int:
    """Credits runs for outcomes; what one turn cannot do the next one takes up."""
    return sum(attribution.attribute_ready(project_id) for project_id in Project.objects.values_list("id", flat=True))
