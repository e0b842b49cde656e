"""Forms of budgets, watches and channels. Each names its fields: what a page does not offer cannot be sent."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from aiops.core.access_forms import StyledForm
from aiops.core.outbound import RefusedError, Rules, signed
from costs.analysis.budgets import LENGTHS
from costs.models import Budget, Channel, Watch
from costs.store import keys

NANO = 10**9
MOST_USD = Decimal(1_000_000_000)
MOST_ADDRESSES = 20
LENGTH_CHOICES = [(key, each.title) for key, each in LENGTHS.items()]


class UsdAmountField(forms.DecimalField):
    """Dollars and cents, as nano-dollars."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "input num"})
        super().__init__(
            min_value=Decimal("0.01"), max_value=MOST_USD, max_digits=12, decimal_places=2, widget=widget, **options
        )


class RuleForm(StyledForm, forms.ModelForm):  # type: ignore[type-arg]
    """`known` are names to choose from while typing."""

    def __init__(self, *args: Any, project: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        channels = Channel.objects.filter(project=project)
        self.fields["channels"] = forms.ModelMultipleChoiceField(
            label="Tell",
            queryset=channels,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="" if channels else "No channel yet: alerts then stand on this page alone.",
        )


class BudgetForm(RuleForm):
    usd = UsdAmountField(label="Dollars")
    warn_percent = forms.IntegerField(
        label="Warn from",
        min_value=0,
        max_value=99,
        initial=80,
        help_text="Per cent of it; 0: only when it is spent.",
    )
    by_forecast = forms.BooleanField(
        label="Warn when it will not last",
        required=False,
        initial=True,
        help_text="When the forecast of a calendar’s window passes it; from 14 whole days on.",
    )

    class Meta:
        model = Budget
        fields = ("scope", "value", "length", "warn_percent", "by_forecast", "channels")

    field_order = ("scope", "value", "usd", "length", "warn_percent", "by_forecast", "channels")

    def __init__(self, *args: Any, known: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["scope"].label = "Of"
        value = self.fields["value"]
        value.label, value.help_text = "Its name", "As traces say it; empty for the whole project."
        value.widget.attrs |= {"list": "known", "autocomplete": "off"}
        self.fields["length"] = forms.ChoiceField(label="For", choices=LENGTH_CHOICES, initial="month")
        if self.instance.pk:
            self.fields["usd"].initial = Decimal(self.instance.nanousd) / NANO
        self.style()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("scope") == Budget.Scope.PROJECT:
            data["value"] = ""
        elif "scope" in data and not data.get("value"):
            self.add_error("value", "Say which one.")
        elif data.get("scope") == Budget.Scope.KEY and data["value"] not in keys.names(self.project.pk).values():
            self.add_error("value", "No API key of this project has that name.")
        return data

    def save(self, commit: bool = True) -> Any:
        """What it stood at was of the old one."""
        self.instance.nanousd = int(self.cleaned_data["usd"] * NANO)
        self.instance.spent_nanousd = self.instance.as_of = None
        return super().save(commit)


class WatchForm(RuleForm):
    least_percent = forms.IntegerField(
        label="Only from a change of",
        min_value=1,
        max_value=1000,
        initial=10,
        help_text="Per cent. What is less is never said, however sure.",
    )

    class Meta:
        model = Watch
        fields = ("metric", "workflow", "least_percent", "channels")

    def __init__(self, *args: Any, known: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["metric"].label = "Figure"
        workflow = self.fields["workflow"]
        workflow.label, workflow.help_text = (
            "Of the workflow",
            "Empty: of each one. Of waits: the name of a queue’s work.",
        )
        workflow.widget.attrs |= {"list": "known", "autocomplete": "off"}
        self.style()

    def save(self, commit: bool = True) -> Any:
        """It is looked at again with the next round."""
        self.instance.day = None
        return super().save(commit)


class ChannelForm(StyledForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Channel
        fields = ("name", "kind", "target")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].label = "How"
        target = self.fields["target"]
        target.label = "Where to"
        target.help_text = "Mail: addresses, parted by commas. Others: the https:// address that takes messages."
        self.style()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind, target = data.get("kind"), data.get("target")
        if kind and target:
            try:
                data["target"] = _mails(target) if kind == Channel.Kind.EMAIL else _url(target)
            except ValidationError as error:
                self.add_error("target", error)
        return data

    def save(self, commit: bool = True) -> Any:
        if self.instance.kind == Channel.Kind.WEBHOOK:
            self.instance.secret = self.instance.secret or signed.new_secret()
        return super().save(commit)


def _mails(text: str) -> str:
    addresses = [each.strip() for each in text.split(",") if each.strip()]
    if len(addresses) > MOST_ADDRESSES:
        raise ValidationError(f"At most {MOST_ADDRESSES} addresses.")
    for each in addresses:
        try:
            validate_email(each)
        except ValidationError:
            raise ValidationError(f"“{each[:80]}” is not an e-mail address.") from None
    return ", ".join(addresses)


def _url(text: str) -> str:
    """As far as it can be told without asking: names are looked up when something is sent."""
    try:
        Rules.of_settings().read(text.strip())
    except RefusedError as error:
        raise ValidationError(f"{str(error)[0].upper()}{str(error)[1:]}.") from None
    return text.strip()
