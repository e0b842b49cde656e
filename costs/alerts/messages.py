"""An alert as each channel takes it: a mail, a message of Slack's form, a signed JSON body. The sentence and a link."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from costs.models import Alert

STEP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # what Slack takes for its own


def address(path: str) -> str:
    base = settings.BASE_URL or f"http://127.0.0.1:{settings.AIOPS_PORT}"
    return str(base.rstrip("/")) + path


def page(alert: Alert) -> str:
    """Of the alert; a test is none and leads to all of them."""
    slug = alert.project.slug
    return address(reverse("costs:alert", args=[slug, alert.pk]) if alert.pk else reverse("costs:alerts", args=[slug]))


def subject(alert: Alert) -> str:
    """Of a mail: one line."""
    words = " ".join(f"{alert.project.name}: {alert.sentence}".split())
    return words if len(words) <= 180 else f"{words[:179]}…"


def letter(alert: Alert) -> str:
    return (
        f"{alert.sentence}\n\n"
        f"What it is made of: {address(alert.path)}\n"
        f"Acknowledge or mute: {page(alert)}\n\n"
        f"{alert.project.name} · {alert.get_kind_display()}\n"
    )


def slack(alert: Alert) -> dict[str, Any]:
    said, name = alert.sentence.translate(STEP), alert.project.name.translate(STEP)
    links = f"<{address(alert.path)}|What it is made of> · <{page(alert)}|Acknowledge or mute>"
    return {
        "text": f"{name}: {said}",
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"*{name}*\n{said}"}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": links}]},
        ],
    }


def event(alert: Alert) -> dict[str, Any]:
    """What docs/how-to/alerts.md says of a webhook's body."""
    return {
        "type": "alert.opened",
        "timestamp": alert.opened_at.isoformat(),
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
        },
    }
