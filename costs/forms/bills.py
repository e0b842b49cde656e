"""The form by which a bill is brought in."""

from decimal import Decimal
from typing import Any

from django import forms

from aiops.core.access_forms import StyledForm
from costs.analysis.bills import FIELDS

MOST_BYTES = 20 * 1024 * 1024
TITLES = {
    "date": "Day", "model": "Model", "cost": "Cost", "currency": "Currency", "input": "Tokens in",
    "output": "Tokens out", "requests": "Requests",
}  # fmt: skip


class CsvField(forms.FileField):
    """A CSV file in UTF-8, as text."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if not found:
            return ""
        if found.size > MOST_BYTES:
            raise forms.ValidationError("It is larger than 20 MB; split it by month.")
        try:
            return found.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("It is not in UTF-8: save it again as CSV in UTF-8.") from None


class BillForm(StyledForm, forms.Form):
    bill = CsvField(
        label="The bill",
        help_text="CSV: day, model and cost. Exports of OpenAI and Anthropic as they are.",
    )
    usage = CsvField(
        label="Its usage",
        required=False,
        help_text="The usage export of the same days, where the bill has no tokens: tells missing calls from prices.",
    )
    provider = forms.CharField(
        required=False, max_length=63, help_text="As traces say it. Empty: told by the columns, else any."
    )
    rate = forms.DecimalField(
        label="Dollars for one of its currency",
        required=False,
        min_value=Decimal("0.000000001"),
        max_value=Decimal(1_000_000),
        max_digits=15,
        decimal_places=9,
        help_text="Where the bill is not in dollars.",
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        for name in FIELDS:
            self.fields[f"column_{name}"] = forms.CharField(label=TITLES[name], required=False, max_length=100)
        self.style()

    @property
    def columns(self) -> list[Any]:
        return [self[f"column_{name}"] for name in FIELDS]

    def named(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"column_{name}"] for name in FIELDS}
