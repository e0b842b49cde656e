"""Runs that are looked at together. Roll-ups hold workflow and release; what else tells runs apart, the runs alone."""

from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

import orjson

from aiops.core.periods import Period

MOST_RUNS = 50_000  # that are read one by one, the newest, where sums do not hold what is asked


@dataclass(frozen=True, slots=True)
class Cohort:
    """None: all of them; "" is runs that name none. `but_release` and so on: all others than that one. The
    model of a run is the one of its trace with the most tokens."""

    project_id: int
    period: Period
    workflow: str | None = None
    release: str | None = None
    but_release: str | None = None
    prompt: str | None = None
    but_prompt: str | None = None
    model: str | None = None
    but_model: str | None = None
    status: str | None = None
    tag: tuple[str, str] | None = None

    @property
    def of_runs(self) -> bool:
        """Whether only the runs themselves can tell."""
        told = (self.prompt, self.but_prompt, self.model, self.but_model, self.status, self.tag)
        return any(each is not None for each in told)

    def params(self) -> dict[str, Any]:
        return {
            "project_id": self.project_id, "first": self.period.start, "last": self.period.end,
            "workflow": self.workflow, "release": self.release, "but_release": self.but_release,
            "prompt": self.prompt, "but_prompt": self.but_prompt,
            "model": self.model, "but_model": self.but_model, "status": self.status, "most": MOST_RUNS,
            "tags": orjson.dumps(dict([self.tag])).decode() if self.tag else None,
            "zone": zone_name(self.period.start.tzinfo),
        }  # fmt: skip

    @property
    def days(self) -> tuple[date, ...]:
        """The days it touches; the last one is that of its last instant."""
        first, last = self.period.start, self.period.end - timedelta(microseconds=1)
        count = (last.astimezone(first.tzinfo).date() - first.date()).days + 1
        return tuple(first.date() + timedelta(days=each) for each in range(count))


def zone_name(zone: tzinfo | None) -> str:
    """As PostgreSQL knows it: the names of the tz database are its own."""
    return str(zone) if zone is not None else "UTC"
