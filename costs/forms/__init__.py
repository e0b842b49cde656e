"""A price of one's own, as a page and the API take it: dollars as decimals, never as floats."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from django import forms

from aiops.core.access_forms import StyledForm
from aiops.core.forms import AnalysisForm, MomentField
from costs.pricing.clauses import own_pattern
from costs.pricing.match import STANDARD_ONLY
from costs.pricing.providers import catalogue_provider
from costs.pricing.rates import TOKEN_CLASSES
from costs.pricing.tiers import tier_of
from costs.store.prices import NewPrice
from costs.store.spend import DIMENSIONS, TAG, is_of_traces

MATCHES = {"equals": "is exactly", "starts_with": "begins with", "regex": "matches the expression"}
KINDS = {"equals": "equals", "starts_with": "starts_with", "regex": "re2"}  # as a form says it -> as it is stored
CLASSES = {
    "input": "Input",
    "cache_read": "Cache read",
    "cache_write": "Cache write, 5 minutes",
    "cache_write_1h": "Cache write, 1 hour",
    "input_audio": "Audio in",
    "output": "Output",
    "reasoning": "Reasoning",
    "output_audio": "Audio out",
}
MOST_USD = Decimal(100_000)  # per million tokens, and per call
PLACES = 9  # nano-dollars
SPEND_MEASURES = ("cost", "tokens", "calls")


class UsdField(forms.DecimalField):
    """Dollars, exact to the nano-dollar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False, min_value=0, max_value=MOST_USD, max_digits=15, decimal_places=PLACES,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input num"}), **options,
        )  # fmt: skip


class PriceForm(StyledForm, forms.Form):
    """`rate_CLASS` and, from `above` input tokens on, `above_CLASS`: dollars per million tokens of that class."""

    provider = forms.CharField(
        required=False, max_length=63, help_text="As spans name it, such as openai; empty: whoever sells the model."
    )
    match = forms.ChoiceField(label="Its name", choices=list(MATCHES.items()), initial="equals")
    model = forms.CharField(max_length=200, help_text="Upper and lower case are the same.")
    tier = forms.CharField(
        label="Service tier",
        required=False,
        max_length=31,
        help_text="batch, flex, priority, standard; empty: every tier that has no price of yours.",
    )
    above = forms.IntegerField(
        label="Long contexts: above",
        required=False,
        min_value=1,
        max_value=100_000_000,
        help_text="Input tokens from which on all tokens of a call cost what the second column says.",
    )
    per_call = UsdField(label="Fee per call", help_text="Dollars.")
    source = forms.CharField(
        label="Where it is from", required=False, max_length=200, help_text="A contract, a list, a date."
    )

    def __init__(self, data: Any = None, *, zone: tzinfo, **options: Any) -> None:
        super().__init__(data, **options)
        dates = {
            "valid_from": ("From", "Calls made from then on; empty: any."),
            "valid_until": ("Until", "The first moment it no longer holds."),
        }
        for name, (label, help_text) in dates.items():
            self.fields[name] = MomentField(
                zone, label=label, help_text=help_text, widget=forms.TextInput(attrs={"placeholder": "2026-11-22"})
            )
        for token_class, label in CLASSES.items():
            self.fields[f"rate_{token_class}"] = UsdField(label=label)
            self.fields[f"above_{token_class}"] = UsdField(label=f"{label}, long context")
        self.style()

    def clean_provider(self) -> str:
        return catalogue_provider(self.cleaned_data["provider"])

    def clean_tier(self) -> str:
        said = self.cleaned_data["tier"]
        return tier_of(said) or (STANDARD_ONLY if said else "")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("match") == "regex" and data.get("model"):
            try:
                own_pattern(data["model"])
            except ValueError as error:
                self.add_error("model", f"Not an expression that RE2 reads: {error}.")
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and start >= end:
            self.add_error("valid_until", "The end must lie after the start.")
        self._check_rates(data)
        return data

    def _check_rates(self, data: dict[str, Any]) -> None:
        said = [name for name in TOKEN_CLASSES if data.get(f"rate_{name}") is not None]
        if not said and data.get("per_call") is None and not self.errors:
            self.add_error("rate_input", "Say what at least one kind of tokens, or a call, costs.")
        for name in TOKEN_CLASSES:
            if data.get(f"above_{name}") is None:
                continue
            if data.get("above") is None:
                self.add_error("above", "Say from how many input tokens on the second column counts.")
                break
            if name not in said:
                self.add_error(f"rate_{name}", "Say what it costs in shorter contexts too.")
        if data.get("above") is not None and all(data.get(f"above_{name}") is None for name in TOKEN_CLASSES):
            self.add_error("above", "Say what tokens cost above it, in the second column.")

    def new_price(self, source: str) -> NewPrice:
        """What a valid form asks for; `source` where it names none."""
        data = self.cleaned_data
        return NewPrice(
            data["provider"], data["model"], {KINDS[data["match"]]: data["model"]}, data["tier"],
            data["valid_from"], data["valid_until"], self._rates(), data["source"] or source,
        )  # fmt: skip

    def _rates(self) -> dict[str, Any]:
        data, rates = self.cleaned_data, {}
        for name in TOKEN_CLASSES:
            base, higher = data[f"rate_{name}"], data[f"above_{name}"]
            if base is not None:
                tiers = {"base": plain(base), "tiers": [[data["above"], plain(higher)]]} if higher is not None else None
                rates[name] = tiers or plain(base)
        if data["per_call"] is not None:
            rates["per_call"] = plain(data["per_call"])
        return rates

    @property
    def rate_rows(self) -> list[dict[str, Any]]:
        """For the page: each kind of tokens with its two fields."""
        return [
            {"label": label, "base": self[f"rate_{name}"], "above": self[f"above_{name}"]}
            for name, label in CLASSES.items()
        ]


def plain(amount: Decimal) -> str:
    """Without exponent or trailing zeros."""
    return f"{amount.normalize():f}"


def values_of(stored: dict[str, Any]) -> dict[str, Any]:
    """The rates of a price row as the values of this form; of several context tiers the first."""
    values: dict[str, Any] = {"per_call": stored.get("per_call")}
    for name in TOKEN_CLASSES:
        rate = stored.get(name)
        if isinstance(rate, dict):
            values[f"rate_{name}"] = rate["base"]
            values["above"], values[f"above_{name}"] = rate["tiers"][0]
        else:
            values[f"rate_{name}"] = rate
    return values


class RepriceForm(StyledForm, forms.Form):
    """The time whose calls are priced anew; by default all that the project keeps."""

    def __init__(self, data: Any = None, *, zone: tzinfo, now: datetime, days: int) -> None:
        super().__init__(data)
        self.now, self.days = now, days
        for name, label, empty in (
            ("since", "From", f"Empty: all that is kept, {days} days."),
            ("until", "Until", "Empty: now."),
        ):
            widget = forms.TextInput(attrs={"placeholder": f"{now.astimezone(zone):%Y-%m-%d}"})
            self.fields[name] = MomentField(zone, label=label, help_text=empty, widget=widget)
        self.style()

    def clean_since(self) -> datetime:
        return self.cleaned_data["since"] or self.now - timedelta(days=self.days)

    def clean_until(self) -> datetime:
        return self.cleaned_data["until"] or self.now

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("since") and data.get("until") and data["since"] >= data["until"]:
            self.add_error("until", "The end must lie after the start.")
        return data


class DimensionField(forms.CharField):
    """One of DIMENSIONS, or "tag:" and the name of one."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value not in DIMENSIONS and not (value.startswith(TAG) and len(value) in range(5, 201)):
            raise forms.ValidationError(f"“{value[:60]}” is none of {', '.join(DIMENSIONS)} and tag:NAME.")


class CostForm(AnalysisForm):
    """The cost explorer: by which dimension, and what of it."""

    OF_API = (*AnalysisForm.OF_API, "by")

    def __init__(self, data: Any, *, zone: tzinfo, now: datetime) -> None:
        super().__init__(data, zone=zone, now=now)
        self.fields["by"] = DimensionField(required=False)
        self.fields["measure"] = _one_of(SPEND_MEASURES)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("workflow") and is_of_traces(data.get("by") or ""):
            self.add_error("by", f"By {data['by']} only all workflows together are known.")
        return data

    def chosen(self, name: str) -> str:
        """What is asked for, else the first there is."""
        first = {"by": DIMENSIONS[0], "measure": SPEND_MEASURES[0]}[name]
        return str(getattr(self, "cleaned_data", {}).get(name) or first)


class WhatIfForm(AnalysisForm):
    """What of the calls of a time would be otherwise. Per cents are whole numbers."""

    def __init__(self, data: Any, *, zone: tzinfo, now: datetime) -> None:
        super().__init__(data, zone=zone, now=now)
        self.fields["model"] = forms.CharField(required=False, max_length=200, strip=False)
        self.fields["instead"] = forms.CharField(required=False, max_length=200)
        for name in ("cache", "batch"):
            self.fields[name] = forms.IntegerField(required=False, min_value=0, max_value=100)

    @property
    def asks(self) -> bool:
        return any(self.cleaned_data.get(name) not in {None, ""} for name in ("instead", "cache", "batch"))


def _one_of(names: Sequence[str]) -> forms.ChoiceField:
    wrong = f"“%(value)s” is none of {', '.join(names)}."
    choices = [(name, name) for name in names]
    return forms.ChoiceField(choices=choices, required=False, error_messages={"invalid_choice": wrong})
