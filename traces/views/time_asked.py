"""What the pages about time are asked: a period, which runs, and what they are compared with."""

from datetime import date, datetime
from functools import cache
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from aiops.core import formats
from aiops.core.forms import PeriodForm, problems
from aiops.core.models import Project
from aiops.core.periods import Period, in_url, zone_of
from traces.forms import NONE_NAMED, CohortForm
from traces.store.time_cohort import Cohort
from traces.types.time_kinds import TIME_KINDS
from traces.types.time_sums import Against, Part

OTHER = "(other)"  # in roll-ups: what they have no room for


class PartForm(CohortForm):
    """And where in them the time was spent."""

    step = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(
        choices=[(kind, kind) for kind in TIME_KINDS],
        error_messages={"invalid_choice": f"“%(value)s” is not a time kind; there are {', '.join(TIME_KINDS)}."},
    )


class Asked:
    """What the URL asks for; with `problems` there is nothing to read."""

    def __init__(self, query: QueryDict, project: Project, form: type[CohortForm] = CohortForm) -> None:
        self.query, self.project = query, project
        self.link = cache(self._link)  # of a page's hundreds of boxes many lead to the same place
        self.period_form = PeriodForm(
            query, zone=zone_of(project), now=timezone.now(), default="28d", compare="previous", whole_days=True
        )
        self.form = form(query)
        if self.query.get("against"):
            self.period_form.comparable = False
        self.problems = problems(self.period_form, self.form)

    def cohort(self, period: Period) -> Cohort:
        return self.form.cohort(self.project.pk, period)

    @property
    def against(self) -> Against | None:
        found: Against | None = self.form.cleaned_data.get("against")
        return found

    @property
    def tells_all(self) -> bool:
        """Whether the page is about all runs of the time, or of a workflow: sums of spans tell no others apart."""
        cohort = self.cohort(self.period_form.period())
        return self.against is None and cohort.release is None and not cohort.of_runs

    def _link(
        self,
        part: Part | None = None,
        since: date | None = None,
        workflow: str | None = None,
        at_least_ms: int = 0,
        before: bool = False,
    ) -> str:
        """The traces behind a figure: of a part those that spent most time there, else the slowest.

        Empty where no page can tell them from others: what is added up as (other), and in the list of traces those of
        one release, prompt, model, status or attribute, or of no workflow.
        """
        cohort = self.cohort(self.period_form.period())
        of = part.workflow if part else self.form.named("workflow") if workflow is None else workflow
        release, narrowed = cohort.release, cohort.release is not None or cohort.of_runs
        if OTHER in {of, release, part.step if part else None} or not (part or (of != "" and not narrowed)):
            return ""
        period = (self.period_form.comparison() if before else None) or self.period_form.period()
        start = period.start
        if since and since > start.date():
            start = datetime.combine(since, datetime.min.time(), start.tzinfo)
        found = in_url(formats.nanoseconds(start), period.to_ns, self.period_form.zone)
        more: dict[str, str | int | None]
        if part:
            more = {name: self.query.get(name) for name in ("release", "prompt", "model", "status", "tag")}
            more |= {"workflow": of or NONE_NAMED, "step": part.step, "kind": part.kind}
            path = reverse("traces:time_traces", args=[self.project.slug])
        else:
            more = {"workflow": of, "sort": "-duration", "min_duration_ms": at_least_ms or ""}
            path = reverse("traces:list", args=[self.project.slug])
        return f"{path}?{urlencode(found | {name: value for name, value in more.items() if value})}"
