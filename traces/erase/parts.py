"""What apps above take part in erasing with: settings.ERASE_PARTS names one object of this class each."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string


class Reference(NamedTuple):
    """How something stored elsewhere may name a run. `kind` is trace_id, run_id, session or key."""

    kind: str
    ref: str


class Part:
    """Takes no part: each app says what it does have. `name` is what its rows are called where they are counted."""

    name = ""

    def reach(self, project_id: int, erasure_id: int, sessions: Sequence[str]) -> int:  # noqa: ARG002
        """At most how many of its rows go with the traces in erasure_trace, or with these sessions."""
        return 0

    def of_traces(self, project_id: int, trace_ids: Sequence[str], references: Sequence[Reference]) -> int:  # noqa: ARG002
        """Takes away what is of these traces (hex), just taken away themselves, in the same transaction; how many rows.

        Nothing settles meanwhile. `references` are all the names that their runs went by.
        """
        return 0

    def of_sessions(self, project_id: int, sessions: Sequence[str], before: datetime) -> int:  # noqa: ARG002
        """Takes away what names these sessions and happened before a time; how many rows."""
        return 0


@cache
def parts() -> tuple[Part, ...]:
    return tuple(import_string(path) for path in settings.ERASE_PARTS)
