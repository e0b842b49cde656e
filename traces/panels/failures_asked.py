"""What the failure analysis is asked, and the cohorts that answer it: one for its page and for the home page."""

from dataclasses import dataclass

from aiops.core.figures import axes
from aiops.core.forms import AnalysisForm
from aiops.core.models import Project
from aiops.core.periods import Period, in_url, zone_of
from traces.store import cohort
from traces.types import Cohort, Success


@dataclass(frozen=True)
class Question:
    """Which runs of which time, and what a good one is."""

    project: Project
    period: AnalysisForm
    success: Success
    workflow: str

    @property
    def times(self) -> dict[str, str]:
        asked = self.period.period()
        return in_url(asked.from_ns, asked.to_ns, zone_of(self.project))

    @property
    def kept(self) -> dict[str, str]:
        return {"workflow": self.workflow} if self.workflow else {}

    def bars(self) -> Cohort:
        return cohort.bars(self.project.pk, self.success, self.workflow, self._edges(self.period.period()))

    def before(self, now: Cohort) -> Cohort | None:
        """The time that it is compared with, by what is too slow or too dear now."""
        compared = self.period.comparison()
        if compared is None:
            return None
        return cohort.bars(self.project.pk, self.success, self.workflow, self._edges(compared), now.threshold)

    def _edges(self, of: Period) -> list[int]:
        asked = self.period.period()
        width_ns = -(-(of.to_ns - of.from_ns) // axes.how_many(asked.from_ns, asked.to_ns))
        return [*range(of.from_ns, of.to_ns, width_ns), of.to_ns]

    def runs(self, of: Cohort | None = None) -> Cohort:
        """With the runs; `of` are the bars, where they are read already."""
        asked = self.period.period()
        return cohort.runs(self.project.pk, self.workflow, asked.from_ns, asked.to_ns, of or self.bars())
