"""The reference pages say what the tables say."""

from pathlib import Path

from traces.semconv.convention import TAG
from traces.semconv.document import document
from traces.semconv.own import CONVENTION as OWN
from traces.semconv.table import CONVENTIONS

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


def test_the_page_of_conventions_is_written_out_of_the_tables() -> None:
    page = (REFERENCE / "conventions.md").read_text()
    assert page == document(), "run: python -m traces.semconv.document > docs/reference/conventions.md"


def test_no_convention_is_undocumented() -> None:
    page = (REFERENCE / "conventions.md").read_text()
    assert [convention.name for convention in CONVENTIONS if f"`{convention.name}`. Source:" not in page] == []


def test_our_own_attributes_and_the_tags_they_become_are_documented() -> None:
    page = (REFERENCE / "attributes.md").read_text()
    names = [*OWN.marks, *(name for names in OWN.facts.values() for name in names)]
    names += [fact.removeprefix(TAG) for fact in OWN.facts if fact.startswith(TAG)]
    assert [name for name in names if f"`{name}`" not in page] == []
