"""What costs does when traces are erased: new amounts of their calls, built while a time is priced anew, go too."""

from collections.abc import Sequence

from costs.store import repricing
from traces.erase.parts import Part, Reference


class Amounts(Part):
    def of_traces(self, project_id: int, trace_ids: Sequence[str], references: Sequence[Reference]) -> int:  # noqa: ARG002
        return repricing.forget_traces(project_id, trace_ids)


AMOUNTS = Amounts()
