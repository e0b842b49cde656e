"""A step's policy as a form: each field in the short form a person writes, lists and gates as JSON."""

from collections.abc import Mapping
from typing import Any

import orjson
from django import forms

from aiops.core.access_forms import StyledForm
from workflows.policies import written

AS_JSON = ("fallback", "guards_in", "guards_out", "confidence", "retrieval_first")
NUMBERS = ("retries",)
TEXTS = ("model", "provider")  # empty is a value: the project's default
HELP = {
    "timeout": "Of one try, such as 20s.",
    "retries": "After the first try.",
    "backoff": "Such as: exponential 0.5s..20s, full jitter.",
    "retry_on": "Such as 429|5xx|timeout.",
    "breaker": "Such as provider. Empty: none.",
    "rate": "Such as 60 per 1m. Empty: no limit.",
    "confidence": "The least that counts as sure, such as 0.6. Empty: not checked.",
    "cache": "Such as: 1h exact, semantic 0.95. Empty: no cache.",
    "batch": "Such as: micro 16 within 2s. Empty: none.",
    "fallback": "A list of rungs, tried in this order.",
    "guards_in": "A list of guardrails of what goes in.",
    "guards_out": "A list of guardrails of what comes out.",
    "retrieval_first": "A function of the code and the least score. Empty: no gate.",
    "model": "Empty: the provider's default.",
    "provider": "Empty: the project's default.",
}


class PolicyForm(StyledForm, forms.Form):
    """Starts with the policy that holds now; `changed_from(code)` is what differs from the code's."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label="Why", required=False, max_length=200, help_text="For those who read the history.")

    def __init__(self, data: Any, *, now: Mapping[str, Any], version: int) -> None:
        super().__init__(
            data, initial={"version": version} | {name: text_of(name, now[name]) for name in written.FIELDS}
        )
        for name in written.FIELDS:
            self.fields[name] = self._field(name, now[name])
        self.order_fields([*written.FIELDS, "note", "version"])
        self.style()

    @staticmethod
    def _field(name: str, value: Any) -> forms.Field:
        options: dict[str, Any] = {"label": name.replace("_", " ").capitalize(), "required": False}
        options["help_text"] = HELP.get(name, "")
        if name in NUMBERS:
            return forms.IntegerField(min_value=0, max_value=100, **options)
        if name in AS_JSON:
            rows = min(10, text_of(name, value).count("\n") + 1)
            return forms.CharField(widget=forms.Textarea(attrs={"rows": rows, "class": "input mono"}), **options)
        return forms.CharField(max_length=500, **options)

    def clean(self) -> dict[str, Any]:
        for name in AS_JSON:
            text = (self.cleaned_data.get(name) or "").strip()
            try:
                self.cleaned_data[name] = orjson.loads(text) if text else None
            except orjson.JSONDecodeError as error:
                self.add_error(name, f"This is no JSON: {error}.")
        return self.cleaned_data

    def changed_from(self, code: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that are not as the code declares them, as an override holds them."""
        said = {name: self._value(name) for name in written.FIELDS}
        return {name: value for name, value in said.items() if value != code[name]}

    def _value(self, name: str) -> Any:
        value = self.cleaned_data[name]
        if name in NUMBERS:
            return value or 0
        if name in {"fallback", "guards_in", "guards_out"}:
            return value if value is not None else []
        if name in AS_JSON or name in TEXTS:
            return value
        return value.strip() or None


def text_of(name: str, value: Any) -> Any:
    """A field's value as the form shows it."""
    if value is None or value == []:
        return ""
    if name in AS_JSON:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    return value
