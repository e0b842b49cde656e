from datetime import UTC, datetime, timedelta

import pytest

from workflows.analysis.reasons import Nearest, reason

AT = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("nearest", "said"),
    [
        (None, "no run with this key in the 7 days before"),
        (Nearest("w", "ok", AT + timedelta(hours=1)), "the run with this key began after it"),
        (
            Nearest("w", "ok", AT - timedelta(days=9)),
            "no run with this key in the 7 days before; the last one began 9 days before",
        ),
        (Nearest("v", "ok", AT - timedelta(days=1)), "the run with this key is of the workflow “v”, not “w”"),
        (Nearest("w", "error", AT - timedelta(days=1)), "every run with this key in the 7 days before failed"),
    ],
)
def test_why_an_outcome_has_no_run(nearest: Nearest | None, said: str) -> None:
    assert reason("key", AT, 7, "w", nearest) == said
