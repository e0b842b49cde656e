"""docs/reference/redaction.md names every rule there is, and docs/reference/otlp.md every code of a refusal."""

import re
from pathlib import Path

from django.conf import settings

from traces.redaction.key_names import ENDINGS, WHOLE
from traces.redaction.rules import RULES

REFERENCE = Path(settings.BASE_DIR) / "docs" / "reference"


def test_every_rule_is_documented() -> None:
    text = (REFERENCE / "redaction.md").read_text()
    named = set(re.findall(r"`([a-z0-9_]+)`", text))
    assert {rule.name for rule in RULES} | set(ENDINGS.values()) | set(WHOLE.values()) <= named


def test_every_code_of_a_refused_span_is_documented() -> None:
    text = (REFERENCE / "otlp.md").read_text()
    source = "".join(path.read_text() for path in (Path(settings.BASE_DIR) / "traces" / "otlp").glob("*.py"))
    codes = set(re.findall(r'"((?:bad_[a-z_]+_id|bad_time|own_parent|too_deep|wrong_type|malformed))"', source))
    assert codes
    assert [code for code in codes if f"`{code}`" not in text] == []
