"""Delivers what waits, again and again at growing distances, until it arrives or is given up. At least once."""

import logging
import time
from datetime import datetime, timedelta
from smtplib import SMTPException

import orjson
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Window
from django.db.models.functions import RowNumber

from aiops.core import outbound
from aiops.core.outbound import signed
from costs.alerts import messages
from costs.models import Alert, Channel, Delivery

log = logging.getLogger(__name__)
WAITS = [timedelta(minutes=each) for each in (1, 5, 30, 120, 480)]  # then it is given up
CLAIMED = timedelta(minutes=2)  # longer than any attempt takes
LIMITS = outbound.Limits(connect_seconds=5, read_seconds=10, total_seconds=10, max_bytes=65536)
AT_ONCE, OF_A_PROJECT = 20, 3


class NotDeliveredError(Exception):
    """The other side was asked and did not take it, or could not be asked. The message is for people."""


def due(now: datetime) -> int:
    """One round from `now` on; answers how many were delivered. A channel that failed waits for the next round, and no
    project has more than OF_A_PROJECT of it: one that answers slowly holds up nobody else for long."""
    began, sent = time.monotonic(), 0
    silent: set[int] = set()
    place = Window(RowNumber(), partition_by="alert__project", order_by=["next_at", "pk"])
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lte=now).annotate(place=place)
    rows = waiting.filter(place__lte=OF_A_PROJECT).order_by("next_at").select_related("alert__project", "channel")
    for each in rows[:AT_ONCE]:
        if each.channel_id in silent:
            continue
        arrived = _attempt(each, now + timedelta(seconds=time.monotonic() - began))
        sent += bool(arrived)
        if arrived is False:
            silent.add(each.channel_id)
    return sent


def _attempt(delivery: Delivery, now: datetime) -> bool | None:
    """Claims it by moving its time, so that of two workers one sends; None: the other one does."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING, next_at=delivery.next_at)
    if not mine.update(next_at=now + CLAIMED, attempts=delivery.attempts + 1):
        return None
    row = Delivery.objects.filter(pk=delivery.pk)
    try:
        send(delivery.channel, delivery.alert, _id_of(delivery), now, delivery.about)
    except NotDeliveredError as error:
        late = delivery.attempts >= len(WAITS)
        state = Delivery.State.FAILED if late else Delivery.State.WAITING
        wait = timedelta(0) if late else WAITS[delivery.attempts]
        row.update(state=state, error=str(error)[:500], next_at=now + wait)
        log.warning("alert %d could not be delivered to channel %d", delivery.alert_id, delivery.channel_id)
        return False
    row.update(state=Delivery.State.SENT, sent_at=now, error="")
    return True


def _id_of(delivery: Delivery) -> str:
    ended = "-ended" if delivery.about == Delivery.About.ENDED else ""
    return f"alert-{delivery.alert_id}-{delivery.channel_id}{ended}"


def send(channel: Channel, alert: Alert, message_id: str, now: datetime, about: str = Delivery.About.BEGAN) -> None:
    """Raises NotDeliveredError. The id lets a receiver drop what comes twice."""
    if channel.kind == Channel.Kind.EMAIL:
        _mail(channel, alert, about)
        return
    content = messages.slack(alert, about) if channel.kind == Channel.Kind.SLACK else messages.event(alert, about)
    body, headers = orjson.dumps(content), {"Content-Type": "application/json"}
    if channel.kind == Channel.Kind.WEBHOOK:
        headers |= signed.headers(channel.secret, message_id, int(now.timestamp()), body)
    try:
        answer = outbound.send(outbound.Request("POST", channel.target, headers, body), LIMITS)
    except outbound.OutboundError as error:
        raise NotDeliveredError(str(error)) from None
    if not answer.ok:
        raise NotDeliveredError(f"It answered {answer.status}{_moved(answer)}.")


def _moved(answer: outbound.Response) -> str:
    return ", a redirect, which is not followed" if 300 <= answer.status < 400 else ""


def _mail(channel: Channel, alert: Alert, about: str) -> None:
    if not settings.EMAIL_HOST:
        raise NotDeliveredError("This installation sends no mail: AIOPS_SMTP_HOST is not set.")
    to = [each.strip() for each in channel.target.split(",")]
    try:
        EmailMessage(messages.subject(alert, about), messages.letter(alert, about), to=to).send()
    except (SMTPException, OSError) as error:
        raise NotDeliveredError(f"The mail server did not take it: {error}") from None
