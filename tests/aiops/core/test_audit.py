import pytest

from aiops.core import audit
from aiops.core.models import AuditEntry
from tests.people import person, project

pytestmark = pytest.mark.django_db


def test_an_entry_can_be_neither_changed_nor_deleted() -> None:
    entry = audit.record("key.created", "collector", project=project())
    entry.action = "nothing.happened"
    with pytest.raises(TypeError, match="only ever added to"):
        entry.save()
    with pytest.raises(TypeError, match="only ever added to"):
        entry.delete()
    assert AuditEntry.objects.get().action == "key.created"


def test_an_entry_outlives_the_person() -> None:
    ada = person("ada@example.com")
    audit.record("key.created", "collector", actor=ada)
    ada.delete()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.actor_name) == (None, "ada@example.com")


@pytest.mark.parametrize(
    ("foreign", "written"),
    [
        ("a\r\n2026-11-22 admin deleted everything", "a\\r\\n2026-11-22 admin deleted everything"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("nul\x00", "nul\\x00"),
        ("gpj\u202eexe", "gpj\\u202eexe"),
        ("line\u2028line", "line\\u2028line"),
        ("ordinary, with ümlauts and 漢字", "ordinary, with ümlauts and 漢字"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_foreign_text_stays_on_one_line(foreign: str, written: str) -> None:
    entry = audit.record("key.created", foreign, name=foreign, several=[foreign])
    assert (entry.subject, entry.details) == (written, {"name": written, "several": [written]})
