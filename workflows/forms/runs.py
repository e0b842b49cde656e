"""Forms of the pages of runs, and of the settings of models."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import forms

from aiops.core.access_forms import StyledForm
from workflows.forms.keyed import KeyedForm
from workflows.models import Provider, Run, RunHook


class RunFilterForm(StyledForm, forms.Form):
    """Which runs a list shows."""

    workflow = forms.CharField(required=False, max_length=256)
    state = forms.ChoiceField(required=False, choices=[("", "Any"), *Run.State.choices])
    before = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.style()


class StartForm(StyledForm, forms.Form):
    """A run as a page starts it; the workflow itself checks the input."""

    input = forms.JSONField(
        label="Input",
        initial=dict,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "input mono", "spellcheck": "false"}),
        help_text="A JSON object with a field for each parameter.",
    )
    idempotency_key = forms.CharField(
        label="Idempotency key",
        required=False,
        max_length=200,
        help_text="Optional. Started twice with the same key, it runs once.",
    )
    dry_run = forms.BooleanField(label="Dry run: effects are recorded, not done", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.style()


class ManagedForm(StyledForm, forms.Form):
    """A form that names one of the managed workflows declared here."""

    workflow = forms.ChoiceField()

    def __init__(self, *args: Any, known: Iterable[str], zones: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workflow"] = forms.ChoiceField(choices=[(name, name) for name in sorted(known)])
        if "zone" in self.fields:
            self.fields["zone"] = forms.ChoiceField(label="Time zone", choices=[(zone, zone) for zone in zones])
        self.order_fields(["workflow"])
        self.style()


class ScheduleForm(ManagedForm):
    cron = forms.CharField(
        label="When",
        max_length=100,
        help_text="Minute, hour, day of the month, month, day of the week: 30 6 * * 1-5 is half past six on weekdays.",
    )
    zone = forms.ChoiceField(label="Time zone")
    input = forms.JSONField(
        required=False, initial=dict, widget=forms.Textarea(attrs={"rows": 3, "class": "input mono"})
    )


class RunHookForm(ManagedForm):
    scheme = forms.ChoiceField(label="Signed as", choices=RunHook.Scheme.choices)
    parameter = forms.CharField(
        label="Parameter that takes the whole body",
        required=False,
        max_length=100,
        help_text="Empty: each field of the body is a parameter.",
    )
    secret = forms.CharField(
        required=False,
        min_length=16,
        max_length=200,
        help_text="The one that the other system signs with. Empty: we make one and show it once.",
    )


class ProviderForm(KeyedForm):
    """A provider of models."""

    class Meta:
        model = Provider
        fields = ("name", "kind", "base_url", "key", "default_model", "priced_as", "is_default")
        labels = {"base_url": "Base URL", "is_default": "Asked where a step names none", "key": "API key"}
        help_texts = {
            "base_url": "Such as https://api.openai.com/v1, or that of any endpoint that speaks the same.",
            "default_model": "Used where a step names none.",
            "priced_as": "Whose prices its calls have, such as openai. Empty: those of its kind.",
        }

    def clean_base_url(self) -> str:
        url = str(self.cleaned_data["base_url"]).strip().rstrip("/")
        try:
            parts = urlsplit(url)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and not (parts.username or parts.query)
        except ValueError:
            usable = False
        if not usable:
            raise forms.ValidationError("An address such as https://api.openai.com/v1, without a key in it.")
        return url
