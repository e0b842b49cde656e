"""Asking before something ends. Without JavaScript a page of its own; static/confirm.js shows the same as a dialog."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from aiops.core.models import Project


@dataclass(frozen=True)
class Question:
    """`words` name the consequence; `button` says what is done, `back` is where "no" leads."""

    title: str
    words: str
    button: str
    back: str
    fields: tuple[tuple[str, str], ...] = ()  # to post
    icon: str = "trash"


def ask(request: HttpRequest, question: Question, project: Project | None = None) -> HttpResponse:
    """A form that posts to this very address."""
    return render(request, "core/confirm.html", {"question": question, "project": project})
