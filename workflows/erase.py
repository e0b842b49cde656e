"""What workflows does when traces are erased: outcomes go that name their runs and no run that is left.

Outcomes that other runs share are credited anew, to those alone. Answers go that managed runs of these traces made and
that were kept for the same question.
"""

from collections.abc import Sequence
from datetime import datetime

from traces.erase.parts import Part, Reference
from workflows.store import answers, batches, erasing, keeping


class Outcomes(Part):
    name = "outcomes"

    def reach(self, project_id: int, erasure_id: int, sessions: Sequence[str]) -> int:
        return erasing.reach(project_id, erasure_id, sessions)

    def of_traces(self, project_id: int, trace_ids: Sequence[str], references: Sequence[Reference]) -> int:
        credited = erasing.credited(project_id, trace_ids)
        orphans = erasing.orphans(project_id, references)
        erasing.release(project_id, credited | orphans)
        erasing.credit_again(project_id, credited - orphans)
        erasing.take(project_id, orphans)
        return len(orphans)

    def of_sessions(self, project_id: int, sessions: Sequence[str], before: datetime) -> int:
        named = erasing.naming_sessions(project_id, sessions, before)
        erasing.release(project_id, named)
        erasing.take(project_id, named)
        return len(named)


class Answers(Part):
    name = "kept answers"

    def reach(self, project_id: int, erasure_id: int, sessions: Sequence[str]) -> int:  # noqa: ARG002
        return answers.reach(project_id, erasure_id)

    def of_traces(self, project_id: int, trace_ids: Sequence[str], references: Sequence[Reference]) -> int:  # noqa: ARG002
        """A managed run's trace has the run's id."""
        batches.erase(project_id, trace_ids)
        return answers.erase(project_id, trace_ids)


class Runs(Part):
    """Managed runs: what went in and came out is in their rows too."""

    name = "runs"

    def reach(self, project_id: int, erasure_id: int, sessions: Sequence[str]) -> int:  # noqa: ARG002
        return keeping.reach(project_id, erasure_id)

    def of_traces(self, project_id: int, trace_ids: Sequence[str], references: Sequence[Reference]) -> int:  # noqa: ARG002
        return keeping.take(project_id, trace_ids)


RUNS = Runs()
OUTCOMES = Outcomes()
ANSWERS = Answers()
