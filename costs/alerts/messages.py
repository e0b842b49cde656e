"""An alert as each channel takes it: a mail, a message of Slack's form, a signed JSON body. The sentence and a link."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from costs.models import Alert, Delivery

STEP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # what Slack takes for its own


def address(path: str) -> str:
    base = settings.BASE_URL or f"http://127.0.0.1:{settings.AIOPS_PORT}"
    return str(base.rstrip("/")) + path


def page(alert: Alert) -> str:
    """Of the alert; a test is none and leads to all of them."""
    slug = alert.project.slug
    return address(reverse("costs:alert", args=[slug, alert.pk]) if alert.pk else reverse("costs:alerts", args=[slug]))


def said_of(alert: Alert, about: str) -> str:
    """What there is to say: that it began, or why it is over, how long it lasted and what it was."""
    return f"{alert.ending} It was: {alert.sentence}" if about == Delivery.About.ENDED else alert.sentence


def subject(alert: Alert, about: str) -> str:
    """Of a mail: one line."""
    words = " ".join(f"{alert.project.name}: {said_of(alert, about)}".split())
    return words if len(words) <= 180 else f"{words[:179]}…"


def letter(alert: Alert, about: str) -> str:
    return (
        f"{said_of(alert, about)}\n\n"
        f"What it is made of: {address(alert.path)}\n"
        f"{_acts(about)}: {page(alert)}\n\n"
        f"{alert.project.name} · {alert.get_kind_display()}\n"
    )


def _acts(about: str) -> str:
    return "The alert" if about == Delivery.About.ENDED else "Acknowledge or mute"


def slack(alert: Alert, about: str) -> dict[str, Any]:
    said, name = said_of(alert, about).translate(STEP), alert.project.name.translate(STEP)
    links = f"<{address(alert.path)}|What it is made of> · <{page(alert)}|{_acts(about)}>"
    return {
        "text": f"{name}: {said}",
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"*{name}*\n{said}"}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": links}]},
        ],
    }


def event(alert: Alert, about: str) -> dict[str, Any]:
    """What docs/how-to/alerts.md says of a webhook's body."""
    ended = alert.resolved_at if about == Delivery.About.ENDED else None
    over = (
        {
            "ended_at": ended.isoformat(),
            "lasted_seconds": int((ended - alert.opened_at).total_seconds()),
            "ending": alert.ending,
        }
        if ended
        else {}
    )
    return {
        "type": "alert.ended" if ended else "alert.opened",
        "timestamp": (ended or alert.opened_at).isoformat(),
        "data": {
            "id": alert.pk,
            "project": alert.project.slug,
            "kind": alert.kind,
            "subject": alert.subject,
            "sentence": alert.sentence,
            "url": address(alert.path),
            "alert_url": page(alert),
            "opened_at": alert.opened_at.isoformat(),
            "facts": alert.facts,
            **over,
        },
    }
