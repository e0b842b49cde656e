"""Forms of what workflows answer from, and of the systems that they reach."""

from typing import Any

from django import forms

from aiops.core import outbound
from aiops.core.access_forms import StyledForm
from workflows.engine.providers import client
from workflows.forms.keyed import KeyedForm
from workflows.knowledge.reading import KINDS, MOST_BYTES
from workflows.models import Connection, KnowledgeSource

MOST_FILES = 200


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; answers a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = (data if isinstance(data, list) else [data]) or [None]
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(f"At most {MOST_FILES} files at once.")
        return [super(FilesField, self).clean(each, initial) for each in sent]


class DocumentsForm(StyledForm, forms.Form):
    """Documents of a source that is named here, or known."""

    name = forms.CharField(label="Source", max_length=100, help_text="Documents that belong together, such as help.")
    documents = FilesField(
        label="Documents",
        help_text=f"{', '.join(sorted(KINDS))}; at most {MOST_BYTES // 1024**2} MB each. They become a new version.",
        widget=ManyFilesInput(attrs={"class": "input", "accept": ",".join(f".{kind}" for kind in sorted(KINDS))}),
    )

    def __init__(self, *args: Any, known: KnowledgeSource | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known is not None:
            del self.fields["name"]
        self.style()

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if "\0" in name or not name:
            raise forms.ValidationError("A name of letters and digits.")
        return name

    def clean_documents(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["documents"]
        names = [each.name for each in files]
        if twice := {name for name in names if names.count(name) > 1}:
            raise forms.ValidationError(f"{min(twice)} is there twice: documents of a source have different names.")
        return files


class SourceChangeForm(forms.Form):
    """Switches a source, or goes to another of its versions."""

    enabled = forms.ChoiceField(choices=[("on", "on"), ("off", "off")], required=False)
    version = forms.IntegerField(min_value=1, required=False)


class ConnectionForm(KeyedForm):
    """Another system."""

    class Meta:
        model = Connection
        fields = ("name", "base_url", "key")
        labels = {"base_url": "Base URL", "key": "API key"}
        help_texts = {"name": "As workflows call it, such as help desk.", "base_url": "Where its API begins."}

    def clean_base_url(self) -> str:
        url = str(self.cleaned_data["base_url"]).strip().rstrip("/")
        try:
            client.rules().read(url)
        except outbound.RefusedError as error:
            raise forms.ValidationError(f"{error}") from error
        return url
