"""The weekly digest through a real mail server on loopback: once a reader and week, the page's own sentences."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from aiops.core.models import Membership, Project
from tests import people
from tests.listeners import Mailbox, mail_server
from workflows import digest, tasks
from workflows.models import DigestReader, Workflow

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as server:
        host, port = server.server_address[:2]
        backend = "django.core.mail.backends.smtp.EmailBackend"
        with override_settings(EMAIL_HOST=host, EMAIL_PORT=port, EMAIL_USE_TLS=False, EMAIL_BACKEND=backend):
            yield server


@pytest.fixture
def shop() -> Project:
    project = people.project("shop", name="Harbour & Sons")
    Workflow.objects.create(project=project, key="support-answer", name="Answers")
    DigestReader.objects.create(project=project, user=people.person("ann@example.com", role="viewer", of=project))
    return project


def text_of(letter: Message) -> str:
    payload: Any = letter.get_payload(decode=True)
    return str(payload.decode())


def test_a_reader_gets_it_once_a_week(shop: Project, mailbox: Mailbox) -> None:
    assert [digest.send_due(shop, MONDAY), digest.send_due(shop, MONDAY + timedelta(days=3))] == [1, 0]
    assert digest.send_due(shop, MONDAY + timedelta(days=7)) == 1
    [letter, _] = mailbox.letters
    assert (letter["To"], str(letter["Subject"])) == ("ann@example.com", "What the workflows of Harbour & Sons earned")
    assert "No workflow ran in this time." in text_of(letter)
    assert "/p/shop/value/" in text_of(letter)


def test_not_before_seven_on_monday(shop: Project, mailbox: Mailbox) -> None:
    assert digest.send_due(shop, MONDAY.replace(hour=6)) == 0


def test_who_lost_access_gets_none(shop: Project, mailbox: Mailbox) -> None:
    Membership.objects.all().delete()
    assert digest.send_due(shop, MONDAY) == 0


@pytest.mark.usefixtures("caplog")
def test_what_is_not_taken_is_tried_again(shop: Project, mailbox: Mailbox) -> None:
    mailbox.refuses = True
    assert digest.send_due(shop, MONDAY) == 0
    mailbox.refuses = False
    assert digest.send_due(shop, MONDAY) == 1


@pytest.mark.usefixtures("caplog")
def test_a_project_whose_letter_cannot_be_written_holds_up_no_other(shop: Project, mailbox: Mailbox) -> None:
    broken = people.project("broken")
    reader = people.person("bob@example.com", role="viewer", of=broken)
    type(reader).objects.filter(pk=reader.pk).update(email="bob@example.com\nBcc: all@example.com")
    DigestReader.objects.create(project=broken, user=reader)
    with time_machine.travel(MONDAY, tick=False):
        assert tasks.send_digests() == 1


def test_without_a_mail_server_nothing_is_tried(shop: Project) -> None:
    with override_settings(EMAIL_HOST=""):
        assert digest.send_due(shop, MONDAY) == 0
