"""Views that people save: which page with which filters, checked to be a page of the project."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import Resolver404, resolve

from aiops.core.models import Project, SavedView, User

MOST = 200  # of a project, and of a person in it
NOT_KEPT = ("cursor", "after")  # places in a list


class SaveForm(forms.Form):
    """`page` is the address to save, as the browser shows it."""

    name = forms.CharField(max_length=60)
    page = forms.CharField(max_length=2400)
    everyone = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, project: Project) -> None:
        super().__init__(data)
        self.project = project

    def clean_page(self) -> tuple[str, str]:
        """(path below the project, query)."""
        there = urlsplit(self.cleaned_data["page"])
        root = f"/p/{self.project.slug}/"
        query = QueryDict(there.query, mutable=True)
        for name in NOT_KEPT:
            query.pop(name, None)
        path, text = there.path.removeprefix(root), query.urlencode()
        if there.netloc or not there.path.startswith(root) or not _is_page(there.path):
            raise forms.ValidationError("This is no page of the project.")
        if len(path) > 300 or len(text) > 2000:
            raise forms.ValidationError("This page has too many filters to be saved.")
        return path, text


def _is_page(path: str) -> bool:
    """Browsers take segments such as `..` away, and would land elsewhere."""
    if {".", ".."} & set(unquote(path).split("/")):
        return False
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def save(project: Project, owner: User | None, name: str, page: tuple[str, str]) -> str:
    """What is wrong; "" when it is saved."""
    mine = SavedView.objects.filter(project=project, owner=owner)
    if mine.count() >= MOST:
        return f"There are {MOST} views already: delete one first."
    path, query = page
    _, new = SavedView.objects.get_or_create(
        project=project, owner=owner, name=name, defaults={"path": path, "query": query}
    )
    return "" if new else f"There is a view called {name} already: choose another name, or delete that one first."


def rename(view: SavedView, name: str) -> str:
    """What is wrong; "" when it is done."""
    same = SavedView.objects.filter(project=view.project_id, owner=view.owner_id, name=name).exclude(pk=view.pk)
    if same.exists():
        return f"There is a view called {name} already."
    try:
        with transaction.atomic():
            SavedView.objects.filter(pk=view.pk).update(name=name)
    except IntegrityError:  # called so a moment ago, by somebody else
        return f"There is a view called {name} already."
    return ""
