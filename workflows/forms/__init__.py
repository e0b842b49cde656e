"""Forms of the pages of workflows and outcomes. Each names its fields: what a page does not offer cannot be sent."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from aiops.core.access_forms import StyledForm
from workflows.analysis.files import MAX_USD, MAX_WINDOW_DAYS
from workflows.analysis.rules import ATTRIBUTE, MOST_CHARACTERS, conditions_from
from workflows.events.outcome import STATUSES
from workflows.models import Expense, OutcomeHook, SuccessMetric, Workflow

NANO = 10**9
MOST_TABLE_BYTES = 20 * 1024 * 1024
CREDIT_HELP = "Which runs an outcome counts for. A run that failed has it only where the outcome names that very run."


class WorkflowForm(StyledForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Workflow
        fields = ("name", "owner", "purpose", "good_outcome", "kind", "credit")
        widgets = {"purpose": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].help_text = "What the company wants done, in a sentence."
        self.fields["good_outcome"].label = "A good outcome is"
        self.fields["good_outcome"].help_text = "As a manager would say it: a ticket closed without a person."
        self.fields["credit"].help_text = CREDIT_HELP
        self.fields["credit"].label = "An outcome counts for"
        self.style()


class PartForm(StyledForm, forms.ModelForm):  # type: ignore[type-arg]
    """What a workflow has several of, each by a name of its own."""

    what: str
    field_order: Sequence[str]

    def __init__(self, *args: Any, workflow: Workflow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workflow = workflow

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = self._meta.model.objects.filter(workflow=self.workflow, name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError("This workflow has one of that name already.")
        return name

    def save(self, commit: bool = True) -> Any:
        self.instance.workflow = self.workflow
        return super().save(commit)


class MetricForm(PartForm):
    what = "metric"
    value_per_unit_usd = forms.DecimalField(
        label="Value of one unit, in dollars",
        required=False,
        min_value=Decimal(0),
        max_value=MAX_USD,
        decimal_places=9,
        help_text="Used where an outcome does not say its money itself. Empty: not known, which is not zero.",
    )

    class Meta:
        model = SuccessMetric
        fields = (
            "name", "main", "measures", "direction", "unit", "minutes_per_unit", "window_days", "silence", "target",
            "baseline", "baseline_low", "baseline_high", "baseline_source", "baseline_from", "baseline_to",
        )  # fmt: skip
        widgets = {name: forms.DateInput(attrs={"type": "date"}) for name in ("baseline_from", "baseline_to")}

    field_order = (
        "name", "main", "measures", "direction", "unit", "value_per_unit_usd", "minutes_per_unit", "window_days",
        "silence",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "As outcomes name it in `metric`."
        self.fields["window_days"] = forms.IntegerField(
            label="Window", min_value=1, max_value=MAX_WINDOW_DAYS, help_text="Days after a run in which it may come."
        )
        self.fields["silence"].help_text = "What it means when nothing came within the window."
        self.fields["baseline"].help_text = "What it was without AI, in the same unit."
        self.fields["main"].label = "It decides which run is good"
        self.fields["main"].help_text = "One metric of a workflow does; the others add what they are worth."
        self.fields["measures"].required = False
        self.fields["measures"].label = "What is compared with target and baseline"
        self.fields["minutes_per_unit"].label = "Minutes of a person for one, without AI"
        self.fields["minutes_per_unit"].help_text = "Used where an outcome does not say the minutes it saved."
        self.fields["baseline_low"].label = "Baseline, at least"
        self.fields["baseline_high"].label = "Baseline, at most"
        self.fields["baseline_low"].help_text = "How sure it is: the two figures it lies between."
        self.fields["baseline_source"].help_text = "Where that is known from."
        if self.instance.value_per_unit_nanousd is not None:
            self.initial["value_per_unit_usd"] = Decimal(self.instance.value_per_unit_nanousd) / NANO
        self.initial.setdefault("window_days", self.instance.window_days)
        self.style()

    def clean_measures(self) -> str:
        return self.cleaned_data["measures"] or SuccessMetric.Measures.RATE

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        low, at, high = (data.get(name) for name in ("baseline_low", "baseline", "baseline_high"))
        if at is None and (low is not None or high is not None):
            self.add_error("baseline", "Say the baseline itself too.")
        elif at is not None and ((low is not None and low > at) or (high is not None and high < at)):
            self.add_error("baseline_low", "The baseline must lie between the two.")
        return data

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data["main"]:
            self.workflow.metrics.exclude(pk=self.instance.pk).update(main=False)
        usd = self.cleaned_data["value_per_unit_usd"]
        self.instance.value_per_unit_nanousd = None if usd is None else int(usd * NANO)
        return super().save(commit)


class ExpenseForm(PartForm):
    what = "expense"
    usd = forms.DecimalField(label="Dollars", min_value=Decimal(0), max_value=MAX_USD, decimal_places=9)

    class Meta:
        model = Expense
        fields = ("name", "kind", "per", "first", "last")
        widgets = {name: forms.DateInput(attrs={"type": "date"}) for name in ("first", "last")}

    field_order = ("name", "kind", "usd", "per", "first", "last")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "Such as: two editors a day a week."
        self.fields["per"].label = "So much"
        self.fields["first"].label = "From"
        self.fields["last"].label = "Until, included"
        self.fields["last"].help_text = "Empty: until further notice."
        if self.instance.pk:
            self.initial["usd"] = Decimal(self.instance.nanousd) / NANO
        self.style()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", "It must not end before it begins.")
        return data

    def save(self, commit: bool = True) -> Any:
        self.instance.nanousd = int(self.cleaned_data["usd"] * NANO)
        return super().save(commit)


class MergeForm(StyledForm, forms.Form):
    target = forms.ModelChoiceField(queryset=Workflow.objects.none(), label="Part of", empty_label="Choose a workflow")

    def __init__(self, data: Any, *, workflow: Workflow) -> None:
        super().__init__(data)
        others = Workflow.objects.filter(project=workflow.project, merged_into=None).exclude(pk=workflow.pk)
        self.fields["target"].queryset = others.order_by("name")  # type: ignore[attr-defined]
        self.style()


class RuleForm(StyledForm, forms.Form):
    """A rule of one condition; a file can say more."""

    field = forms.ChoiceField(
        label="When",
        choices=[("service", "Service"), ("root_name", "Name of the root span"), ("attribute", "An attribute")],
    )
    attribute = forms.CharField(
        label="Name of the attribute", max_length=MOST_CHARACTERS, required=False, help_text="Only for an attribute."
    )
    test = forms.ChoiceField(label="Compared", choices=[("equals", "is"), ("starts_with", "starts with")])
    value = forms.CharField(max_length=MOST_CHARACTERS)
    workflow = forms.ModelChoiceField(queryset=Workflow.objects.none(), empty_label="Choose a workflow")

    def __init__(self, data: Any, *, project: Any) -> None:
        super().__init__(data)
        known = Workflow.objects.filter(project=project, merged_into=None)
        self.fields["workflow"].queryset = known.order_by("name")  # type: ignore[attr-defined]
        self.style()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("field") == "attribute" and not data.get("attribute"):
            self.add_error("attribute", "Say which attribute.")
        return data

    def conditions(self) -> list[dict[str, str]]:
        data = self.cleaned_data
        field = ATTRIBUTE + data["attribute"] if data["field"] == "attribute" else data["field"]
        found = [{"field": field, "test": data["test"], "value": data["value"]}]
        conditions_from(found)
        return found


class HookForm(StyledForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = OutcomeHook
        fields = ("recipe", "workflow", "metric", "secret")

    def __init__(self, *args: Any, project: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Workflow.objects.filter(project=project, merged_into=None)
        self.fields["workflow"].queryset = known.order_by("name")  # type: ignore[attr-defined]
        self.fields["recipe"].label = "System"
        self.fields["recipe"].choices = [("", "Choose a system"), *OutcomeHook.Recipe.choices]  # type: ignore[attr-defined]
        self.fields["workflow"].empty_label = "Choose a workflow"  # type: ignore[attr-defined]
        self.fields["metric"].help_text = "Of that workflow; empty where it has one only."
        self.fields["secret"].required = False
        self.fields["secret"].help_text = "The signing secret that the system shows. Empty: we make one to enter there."
        self.style()


class TableForm(StyledForm, forms.Form):
    """A table of outcomes."""

    table = forms.FileField(label="CSV file", help_text="At most 20 MB, in UTF-8, with a header.")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.style()

    def clean_table(self) -> Any:
        found = self.cleaned_data["table"]
        if found.size > MOST_TABLE_BYTES:
            raise forms.ValidationError("It is larger than 20 MB; use manage.py import_outcomes.")
        return found


class ShareForm(StyledForm, forms.Form):
    note = forms.CharField(label="For whom", max_length=100)
    days = forms.IntegerField(label="Days until it ends", min_value=1, max_value=90, initial=14)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.style()


class OutcomeFilterForm(StyledForm, forms.Form):
    """What the list of outcomes is narrowed down to; the time range has a form of its own."""

    workflow = forms.CharField(required=False, max_length=200)
    source = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(required=False, choices=[("", "Any status"), *((each, each) for each in STATUSES)])
    unattributed = forms.BooleanField(required=False, label="Without a run")
    q = forms.CharField(required=False, max_length=200, label="Id or reference")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.style()
