"""The trace list's GET parameters, the same for the page and for the API.

`from, to, workflow, status, kind, model, provider, user, session, min_duration_ms, outcome, finding, tag.NAME, q, sort,
limit, cursor`
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Literal

from django import forms
from django.http import QueryDict

from aiops.core.access_forms import StyledForm
from aiops.core.formats import nanoseconds
from aiops.core.forms import AnalysisForm, MomentField
from aiops.core.periods import Period
from traces.analysis.categories import CATEGORIES
from traces.analysis.findings import CODES, NONE_FOUND
from traces.store import cursor
from traces.store.time_cohort import Cohort
from traces.types import ANY_CAUSE, KINDS, NOT_FAILED, SORTS, Success, TraceFilter, parse_success
from traces.types.lists import OUTCOMES
from traces.types.time_sums import SLOWEST, Against

TRACE_ID = re.compile("(?!0{32})[0-9a-f]{32}")
TEXTS = ("workflow", "model", "provider", "user", "session", "q")
TEXT_CHARS = 200
MAX_LIMIT = 500
MAX_TAGS = 10
MAX_DURATION_MS = 400 * 24 * 3600 * 1000
STATUSES = ("ok", "error", "unset")
FINDINGS = (*CODES, NONE_FOUND, ANY_CAUSE)
PERIOD_PARAMETERS = ("range", "compare", "compare_from", "compare_to")  # of the page's time control
NONE_NAMED = "(none)"  # in the URL: runs that name no workflow, release or prompt
RUN_STATUSES = {"ok": "Succeeded", "error": "Failed", "unset": "Not said"}


class TraceFilterForm(forms.Form):
    """`strict` (the API) also refuses parameters that do not exist or come twice; the page ignores them."""

    def __init__(self, data: QueryDict | Mapping[str, Any], *, zone: tzinfo = UTC, strict: bool = False) -> None:
        super().__init__(data)
        self.strict = strict
        for name in ("from", "to"):
            self.fields[name] = MomentField(zone)
        for name in TEXTS:
            self.fields[name] = forms.CharField(required=False, max_length=TEXT_CHARS)
        self.fields["status"] = choice(STATUSES if strict else (*STATUSES, NOT_FAILED))
        self.fields["kind"] = choice(KINDS)
        self.fields["outcome"] = choice(OUTCOMES)
        self.fields["finding"] = choice(FINDINGS)
        self.fields["sort"] = choice(SORTS)
        self.fields["min_duration_ms"] = whole(0, MAX_DURATION_MS)
        self.fields["limit"] = whole(1, MAX_LIMIT)
        self.fields["cursor"] = forms.CharField(required=False, max_length=100)
        for name in self.tag_names():
            self.fields[f"tag.{name}"] = forms.CharField(max_length=TEXT_CHARS)

    def tag_names(self) -> list[str]:
        names = (key.removeprefix("tag.") for key in self.data if key.startswith("tag."))
        return [name for name in names if 0 < len(name) <= TEXT_CHARS and "\0" not in name]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.strict:
            self._refuse_unknown()
        if len(self.tag_names()) > MAX_TAGS:
            self._refuse(f"tag.{self.tag_names()[MAX_TAGS]}", f"At most {MAX_TAGS} tags.")
        if data.get("from") and data.get("to") and data["from"] >= data["to"]:
            self._refuse("to", "The end must lie after the start.")
        if data.get("cursor"):
            try:
                cursor.parse(data["cursor"], data.get("sort") or "-start")
            except cursor.BadCursorError as error:
                self._refuse("cursor", str(error))
        return data

    def _refuse_unknown(self) -> None:
        for name in self.data:
            if name not in self.fields:
                self._refuse(name, "There is no such parameter.")
            elif isinstance(self.data, QueryDict) and len(self.data.getlist(name)) > 1:
                self._refuse(name, "This parameter may come once only.")

    def _refuse(self, name: str, message: str) -> None:
        """add_error() knows fields only; what is refused here may be none."""
        self.errors.setdefault(name, self.error_class()).append(message)
        self.cleaned_data.pop(name, None)

    def first_error(self) -> tuple[str, str]:
        """The name and the message of the first thing that is wrong. Only for a form that is not valid."""
        name, messages = next(iter(self.errors.items()))
        return name, str(messages[0])

    def trace_filter(self, period: Period | None = None) -> TraceFilter:
        """What is asked for, as far as it is readable. Without a period: `from` and `to`, else everything kept."""
        data = getattr(self, "cleaned_data", {})
        from_ns, to_ns = (period.from_ns, period.to_ns) if period else self._times(data)
        return TraceFilter(
            from_ns=from_ns,
            to_ns=to_ns,
            **{name: data.get(name) or "" for name in (*TEXTS, "status", "kind", "outcome", "finding", "cursor")},
            min_duration_ms=data.get("min_duration_ms"),
            tags=tuple((name, data[f"tag.{name}"]) for name in self.tag_names() if f"tag.{name}" in data),
            sort=data.get("sort") or "-start",
            limit=data.get("limit") or 50,
        )

    def _times(self, data: dict[str, Any]) -> tuple[int, int]:
        end = data.get("to") or datetime.now(UTC) + timedelta(days=2)  # spans may come from a day ahead
        return nanoseconds(data["from"]) if data.get("from") else 0, nanoseconds(end)


def choice(values: tuple[str, ...]) -> forms.ChoiceField:
    message = f"“%(value)s” is none of {', '.join(values)}."
    return forms.ChoiceField(
        choices=[(each, each) for each in values], required=False, error_messages={"invalid_choice": message}
    )


def whole(least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=least, max_value=most)


class PromotedForm(StyledForm, forms.Form):
    """An attribute and the tag it becomes."""

    attribute = forms.RegexField(
        r"^[^\s\x00-\x1f]+$",
        max_length=200,
        help_text="As spans or their resource carry it, such as customer.tier.",
        error_messages={"invalid": "A name without spaces, as the attribute is called."},
    )
    tag = forms.RegexField(
        r"^[a-z][a-z0-9_.-]*$",
        max_length=50,
        help_text="What to filter by, such as tier.",
        error_messages={"invalid": "Lower-case letters, digits, _ . and -, beginning with a letter."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.style()


class ErasureForm(StyledForm, forms.Form):
    """A person, a session or a trace that is to be erased."""

    kind = forms.ChoiceField(
        label="What",
        choices=[("user", "A person (user)"), ("session", "A session"), ("trace", "A trace")],
        error_messages={"invalid_choice": "“%(value)s” is none of user, session, trace."},
    )
    value = forms.CharField(
        label="Name or id",
        max_length=1_000,
        help_text="Exactly as spans carry it: the user’s or the session’s id, or the 32 hex digits of a trace.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.style()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if data.get("kind") == "trace" and (value := data.get("value")):
            data["value"] = value.lower()
            if not TRACE_ID.fullmatch(data["value"]):
                self.add_error("value", "A trace has 32 hex digits, not all zero.")
        return data


class ErasureWordForm(StyledForm, forms.Form):
    """The name typed once more, by who means it."""

    word = forms.CharField(
        label="Type it once more to erase it",
        max_length=1_000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, value: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.value = value
        self.style()

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"]
        if word != self.value:
            raise forms.ValidationError("This is another name; nothing was erased.")
        return word


class FailuresForm(AnalysisForm):
    """What the failure analysis is asked besides: what a good run is."""

    OF_API = ("from", "to", "workflow", "success")

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["success"] = forms.CharField(required=False, max_length=TEXT_CHARS)

    def clean_success(self) -> Success:
        try:
            return parse_success(self.cleaned_data["success"] or "no_error")
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class JudgeForm(forms.Form):
    """What a person thinks of a trace: good or bad, what went wrong, and a few words."""

    verdict = forms.ChoiceField(choices=[("up", "Good"), ("down", "Bad")])
    label = forms.ChoiceField(
        choices=[("", ""), *((each, each) for each in sorted(CATEGORIES))],
        required=False,
        error_messages={"invalid_choice": "“%(value)s” is none of the labels."},
    )
    comment = forms.CharField(required=False, max_length=2000)


SIDES: dict[str, Literal["release", "prompt", "model"]] = {each: each for each in ("release", "prompt", "model")}


class CohortForm(forms.Form):
    """Which runs, empty for all; `tag` is "name=value", `against` "slowest", "release:NAME", "prompt:VERSION" or
    "model:NAME"."""

    workflow = forms.CharField(required=False, max_length=200)
    release = forms.CharField(required=False, max_length=200)
    prompt = forms.CharField(required=False, max_length=500)
    model = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(
        required=False,
        choices=list(RUN_STATUSES.items()),
        error_messages={"invalid_choice": "“%(value)s” is not a status; there are ok, error, unset."},
    )
    tag = forms.CharField(required=False, max_length=500)
    against = forms.CharField(required=False, max_length=520)

    def clean_tag(self) -> tuple[str, str] | None:
        text: str = self.cleaned_data["tag"]
        if not text:
            return None
        name, sign, value = text.partition("=")
        if not (name and sign):
            raise forms.ValidationError("Write an attribute as name=value.")
        return name, value

    def clean_against(self) -> Against | None:
        text: str = self.cleaned_data["against"]
        what, _, value = text.partition(":")
        if text in ("", SLOWEST):
            return Against("slowest") if text else None
        side = SIDES.get(what)
        if side is None or not value:
            raise forms.ValidationError(
                f"“{text[:40]}” is no side to compare with; there are slowest, release:NAME, prompt:VERSION and"
                " model:NAME."
            )
        found = Against(side, _named(value))
        if self.named(what) == found.value:
            raise forms.ValidationError("These are the very runs that are chosen: choose others to compare them with.")
        return found

    def named(self, name: str) -> str | None:
        value = self.cleaned_data.get(name, "")
        return _named(value) if value else None

    def cohort(self, project_id: int, period: Period) -> Cohort:
        of = self.cleaned_data
        return Cohort(
            project_id, period, self.named("workflow"), self.named("release"), prompt=self.named("prompt"),
            model=self.named("model"), status=of.get("status") or None, tag=of.get("tag"),
        )  # fmt: skip


def _named(value: str) -> str:
    return "" if value == NONE_NAMED else value


class TimeForm(CohortForm, AnalysisForm):
    """What the API is asked of time: a period, what it is compared with, and which runs."""

    OF_API = (*AnalysisForm.OF_API, "release", "prompt", "model", "status", "tag", "against")
