"""The weekly digest: what the page says, by e-mail, once for each reader and week."""

import logging
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from aiops.core.access import role_of
from aiops.core.models import Project
from aiops.core.periods import from_preset, zone_of
from workflows.analysis import sentences, shown
from workflows.models import DigestReader
from workflows.store import earned

log = logging.getLogger(__name__)
HOUR = 7  # of Monday, in the project's zone


def send_due(project: Project, now: datetime) -> int:
    """Sends those of this week that were not sent; answers how many. What cannot be delivered is tried again."""
    local = now.astimezone(zone_of(project))
    monday = local.date() - timedelta(days=local.weekday())
    if not settings.EMAIL_HOST or (local.weekday() == 0 and local.hour < HOUR):
        return 0
    due = DigestReader.objects.filter(Q(sent_week=None) | Q(sent_week__lt=monday), project=project)
    readers = [each for each in due.select_related("user") if role_of(each.user, project) and each.user.is_active]
    if not readers:
        return 0
    text = render_to_string("workflows/digest.txt", content(project, now))
    return sum(_send(each, project, text, monday) for each in readers)


def content(project: Project, now: datetime) -> dict[str, object]:
    """The same sentences and figures as the page."""
    period = from_preset("28d", now, zone_of(project), whole_days=True)
    found, before = earned.all_of(project.pk, period, period.previous(), now), f"the {period.before_label()}"
    base = settings.BASE_URL or f"http://127.0.0.1:{settings.AIOPS_PORT}"
    return {
        "project": project,
        "period": period.label(),
        "answer": sentences.text(sentences.answer(found, before)),
        "figures": shown.figures(found.together, found.before, before),
        "young": " ".join(sentences.young(found)),
        "changes": sentences.changes(found),
        "address": base.rstrip("/") + reverse("workflows:value", args=[project.slug]),
    }


def _send(reader: DigestReader, project: Project, text: str, monday: date) -> bool:
    """Whether it is delivered. Noted first, so that two workers do not both send; taken back when it fails."""
    mine = DigestReader.objects.filter(Q(sent_week=None) | Q(sent_week__lt=monday), pk=reader.pk)
    if not mine.update(sent_week=monday):
        return False
    mail = EmailMessage(f"What the workflows of {project.name} earned", text, to=[reader.user.email])
    try:
        mail.send()
    except (SMTPException, OSError):
        DigestReader.objects.filter(pk=reader.pk).update(sent_week=reader.sent_week)
        log.exception("the digest of project %d could not be sent", project.pk)
        return False
    return True
