"""A form of something outside that has an address and a key."""

from typing import Any

from django import forms

from aiops.core.access_forms import StyledForm
from aiops.core.models import Project


class KeyedForm(StyledForm, forms.ModelForm):  # type: ignore[type-arg]
    """Of a model with a project, a name that is its own there, and a key, which is written and never shown."""

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.project = project
        known = self.instance.pk is not None and bool(self.instance.key)
        self.fields["key"].widget = forms.PasswordInput(attrs={"class": "input", "autocomplete": "off"})
        self.fields["key"].help_text = "Empty: the one that is kept stays." if known else "Kept, and never shown again."
        self.kept_key = self.instance.key
        self.style()

    def clean_key(self) -> str:
        return str(self.cleaned_data["key"] or self.kept_key)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        others = self._meta.model.objects.filter(project=self.instance.project, name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError("There is one of this name.")
        return name
