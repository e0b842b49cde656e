"""Forms of the settings pages. Each names its fields: what a page does not offer cannot be sent."""

import ipaddress
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone

from aiops.core.models import ApiKey, Membership, Project, User

SCOPE_HELP = {
    ApiKey.Scope.INGEST: "send spans, usage and scores; can never read",
    ApiKey.Scope.OUTCOMES: "send what the business saw afterwards",
    ApiKey.Scope.READ: "read traces and answers",
    ApiKey.Scope.RUN: "start, follow and cancel managed workflows",
    ApiKey.Scope.ADMIN: "everything an admin's scripts change",
}
EXPIRY = [("30", "after 30 days"), ("90", "after 90 days"), ("365", "after a year"), ("", "never")]


MAX_RETENTION_DAYS = 400


class StyledForm:
    """Gives every field the look of parts.css and ties its problems to it for screen readers."""

    fields: dict[str, forms.Field]

    def style(self) -> None:
        for name, field in self.fields.items():
            if isinstance(field.widget, (forms.TextInput, forms.Textarea, forms.Select)):
                field.widget.attrs.setdefault("class", "input")
            if getattr(self, "errors", {}).get(name):
                field.widget.attrs["aria-invalid"] = "true"


class ProjectForm(StyledForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Project
        fields = ("name", "time_zone", "retention_days", "redaction")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = ["UTC", *sorted(available_timezones() - {"UTC", "localtime"})]
        self.fields["time_zone"] = forms.ChoiceField(
            label="Time zone", choices=[(zone, zone) for zone in zones], help_text="Days begin and end here."
        )
        self.fields["retention_days"] = forms.IntegerField(
            label="Keep spans and texts for",
            min_value=1,
            max_value=MAX_RETENTION_DAYS,
            help_text="Days. Summaries and totals stay 400 days.",
        )
        self.fields[
            "redaction"
        ].help_text = (
            "Secrets are taken out before anything is stored. Strict takes out e-mail addresses and phone numbers too."
        )
        self.style()


class NewProjectForm(StyledForm, forms.Form):
    name = forms.CharField(max_length=100, help_text="A company, a team or a stage, such as “Shop” or “Shop staging”.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.style()


class InviteForm(StyledForm, forms.Form):
    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(choices=Membership.Role.choices, initial=Membership.Role.VIEWER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.style()


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Membership.Role.choices)


class KeyForm(StyledForm, forms.Form):
    name = forms.CharField(label="What it is for", max_length=100)
    scopes = forms.MultipleChoiceField(
        label="It may",
        choices=[(scope.value, f"{scope.value}: {help_text}") for scope, help_text in SCOPE_HELP.items()],
        initial=["ingest"],
        widget=forms.CheckboxSelectMultiple,
    )
    expires = forms.ChoiceField(label="It expires", choices=EXPIRY, required=False, initial="")
    requests_per_minute = forms.IntegerField(
        label="At most",
        min_value=1,
        max_value=10_000_000,
        required=False,
        help_text="Requests a minute. Empty: no limit.",
    )
    networks = forms.CharField(
        label="Only from",
        required=False,
        max_length=2000,
        help_text="Networks such as 10.0.0.0/8; empty: from anywhere.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.style()

    def clean_networks(self) -> list[str]:
        """CIDR blocks, written the one normal way; a single address is a block of one."""
        words = self.cleaned_data["networks"].replace(",", " ").split()
        try:
            return [str(ipaddress.ip_network(word, strict=False)) for word in words]
        except ValueError as error:
            raise forms.ValidationError(f"{error}. Write networks such as 10.0.0.0/8.") from error

    def properties(self) -> dict[str, Any]:
        """The arguments of aiops.core.keyring.create."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "scopes": data["scopes"],
            "expires_at": timezone.now() + timedelta(days=int(data["expires"])) if data["expires"] else None,
            "requests_per_minute": data["requests_per_minute"],
            "allowed_networks": data["networks"],
        }


class NameForm(StyledForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.style()
