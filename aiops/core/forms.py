"""The form behind the time range and comparison control of every page."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from django import forms

from aiops.core.periods import PRESETS, Period, from_preset, ns_of, parse_time

TIMES = ("range", "from", "to", "compare", "compare_from", "compare_to")  # parameters that say which time
COMPARISONS = ("previous", "year", "custom", "none")
HOW_TO_WRITE = "Write a time as 2026-11-22 or 2026-11-22 14:00."


def problems(*read: forms.BaseForm) -> list[str]:
    """What is wrong with what was read, each with its field, as in "from: Write a time as 2026-11-22."."""
    return [f"{name}: {said}" for form in read for name, messages in form.errors.items() for said in messages]


def kept_times(query: Mapping[str, Any]) -> dict[str, str]:
    """The time range and comparison of a query, for a link to another page."""
    return {name: value for name in TIMES if (value := query.get(name))}


class MomentField(forms.Field):
    """A time in the project's zone."""

    def __init__(self, zone: tzinfo, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.zone = zone

    def to_python(self, value: str | None) -> datetime | None:
        if not value:
            return None
        try:
            return parse_time(value, self.zone)
        except (ValueError, OverflowError):
            raise forms.ValidationError(f"“{value[:40]}” is not a time. {HOW_TO_WRITE}") from None


class PeriodForm(forms.Form):
    """Reads `range`, or `from` and `to`, and `compare` with `compare_from` and `compare_to`, from the URL.

    Absolute times win over a range. `whole_days` is for analyses: presets of days then end with yesterday.
    """

    comparable = True  # whether its control offers a comparison

    def __init__(  # noqa: PLR0913
        self,
        data: Any,
        *,
        zone: tzinfo,
        now: datetime,
        default: str = "24h",
        compare: str = "none",
        whole_days: bool = False,
    ) -> None:
        super().__init__(data)
        self.zone, self.now, self.default, self.compare, self.whole_days = zone, now, default, compare, whole_days
        self.fields["range"] = forms.ChoiceField(
            choices=[(key, key) for key in PRESETS],
            required=False,
            error_messages={"invalid_choice": f"“%(value)s” is not a range; there are {', '.join(PRESETS)}."},
        )
        self.fields["compare"] = forms.ChoiceField(
            choices=[(key, key) for key in COMPARISONS],
            required=False,
            error_messages={"invalid_choice": f"“%(value)s” is not a comparison; there are {', '.join(COMPARISONS)}."},
        )
        for name in ("from", "to", "compare_from", "compare_to"):
            self.fields[name] = MomentField(zone)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self._check_pair("from", "to")
        if data.get("compare") == "custom" or data.get("compare_from") or data.get("compare_to"):
            self._check_pair("compare_from", "compare_to")
        return data

    def _check_pair(self, first: str, last: str) -> None:
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if self.errors.get(first) or self.errors.get(last):
            return
        if (start is None) != (end is None):
            self.add_error(first if start is None else last, "A time range needs both its start and its end.")
        elif start is not None and end is not None and ns_of(start) >= ns_of(end):
            self.add_error(last, "The end must lie after the start.")

    def period(self) -> Period:
        """The range that is asked for; the default one where nothing, or nothing readable, is asked for."""
        data = getattr(self, "cleaned_data", {})
        if data.get("from") and data.get("to") and not self.errors:
            return Period(data["from"], data["to"])
        return self.preset(data.get("range") or self.default)

    def preset(self, key: str) -> Period:
        return from_preset(key, self.now, self.zone, whole_days=self.whole_days)

    def comparison_key(self) -> str:
        data = getattr(self, "cleaned_data", {})
        return data.get("compare") or ("custom" if data.get("compare_from") else self.compare)

    def comparison(self) -> Period | None:
        """What the range is compared with; None for no comparison."""
        key, period = self.comparison_key(), self.period()
        if key == "previous":
            return period.previous()
        if key == "year":
            return period.year_before()
        data = getattr(self, "cleaned_data", {})
        if key == "custom" and data.get("compare_from") and not self.errors:
            return Period(data["compare_from"], data["compare_to"])
        return None

    def comparison_label(self) -> str:
        """Ends a figure of the comparison: "in the 24 hours before"; "" without one."""
        period = self.comparison()
        labels = {"previous": f"in the {self.period().before_label()}", "year": "a year earlier"}
        return labels.get(self.comparison_key(), f"on {self._label(period)}") if period else ""

    def comparison_words(self) -> str:
        """Names the comparison: "the 28 days before", "a year earlier", its dates; "" without one."""
        if self.comparison() is None:
            return ""
        words = {"previous": f"the {self.period().before_label()}", "year": "a year earlier"}
        return words.get(self.comparison_key(), self.comparison_text)

    @property
    def presets(self) -> list[dict[str, Any]]:
        """For the control: every preset and whether it is the one in use."""
        current = self.period().preset
        return [{"key": each.key, "title": each.title, "current": each.key == current} for each in PRESETS.values()]

    @property
    def comparisons(self) -> list[dict[str, Any]]:
        """For the control: the comparisons that one click gives, with their dates."""
        key, period = self.comparison_key(), self.period()
        offers = [
            ("previous", period.before_label(), self._label(period.previous())),
            ("year", "A year earlier", self._label(period.year_before())),
            ("none", "No comparison", ""),
        ]
        return [{"key": k, "title": title, "dates": dates, "current": k == key} for k, title, dates in offers]

    @property
    def comparison_text(self) -> str:
        """The dates of the comparison, for its button; "" without one."""
        period = self.comparison()
        return self._label(period) if period else ""

    @property
    def period_text(self) -> str:
        """The dates of the range, for its button."""
        return self._label(self.period())

    def _label(self, period: Period) -> str:
        return period.label(self.now.astimezone(self.zone).year)

    @property
    def from_text(self) -> str:
        return f"{self.period().start:%Y-%m-%d %H:%M}"

    @property
    def to_text(self) -> str:
        return f"{self.period().end:%Y-%m-%d %H:%M}"


class RangeForm(PeriodForm):
    """The time range alone, for pages that have nothing to compare."""

    comparable = False


class AnalysisForm(PeriodForm):
    """What an analysis is asked: whole days, those they are compared with, and one workflow or all."""

    MOST_DAYS = 400
    OF_API: tuple[str, ...] = (
        "from",
        "to",
        "compare_from",
        "compare_to",
        "workflow",
    )  # which parameters the API takes of it

    def __init__(self, data: Any, *, zone: tzinfo, now: datetime, whole_days: bool = True) -> None:
        super().__init__(data, zone=zone, now=now, default="28d", compare="previous", whole_days=whole_days)
        self.fields["workflow"] = forms.CharField(required=False, max_length=200, strip=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for first, last in (("from", "to"), ("compare_from", "compare_to")):
            start, end = cleaned.get(first), cleaned.get(last)
            if start and end and (end - start).days > self.MOST_DAYS:
                self.add_error(last, f"At most {self.MOST_DAYS} days can be looked at.")
        return cleaned

    def windows(self) -> tuple[Period, Period]:
        """Before and after; where no comparison is asked for, it is the one with the time before."""
        period = self.period()
        return self.comparison() or period.previous(), period
