"""Policies on their page: what holds, a change as a new version, and what each was worth, counted from rows."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from aiops.core.models import AuditEntry, Project
from tests.workflows.doors import query
from tests.workflows.engine import world
from workflows.engine import control, registry, starting, versions
from workflows.models import Attempt, Provider, Run, RunSchedule, Step, Workflow, WorkflowVersion
from workflows.policies import Policy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("declared")]
CENT = 10_000_000


@pytest.fixture
def policed(shop: Project) -> Workflow:
    definition = registry.known()["policed"]
    return Workflow.objects.get(pk=versions.current(shop.pk, definition).workflow_id)


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(f"/p/shop/{path}")
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def fields(client: Client, path: str, **changed: str) -> dict[str, Any]:
    """The form as the page shows it, with some fields changed."""
    form = client.get(f"/p/shop/{path}").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in shown.items()} | changed


def test_a_change_is_a_new_version_with_its_difference_and_is_audited(
    shop: Project, admin: Client, policed: Workflow
) -> None:
    path = f"workflows/{policed.pk}/policies/draft/"
    looked = admin.post(f"/p/shop/{path}", fields(admin, path, retries="4") | {"look": "yes"})
    assert b"This would change" in looked.content
    assert policed.versions.count() == 1
    sent = fields(admin, path, retries="4", cache="", note="more patience") | {"save": "yes"}
    assert admin.post(f"/p/shop/{path}", sent).status_code == 302
    made = policed.versions.first()
    assert made is not None
    assert (made.number, made.overrides, made.made_by) == (
        2,
        {"draft": {"retries": 4, "cache": None}},
        "ann@example.com",
    )
    entry = AuditEntry.objects.get(action="policy.changed")
    assert entry.details["changes"] == ["retries: 2 → 4", "cache: 1h exact → None"]
    shown = page(admin, f"workflows/{policed.pk}/policies/")
    assert "more patience" in shown
    assert 'draft.retries: <span class="was">2</span> 4' in shown


def test_a_form_left_as_it_is_changes_nothing_and_the_code_s_value_takes_an_override_back(
    admin: Client, policed: Workflow
) -> None:
    path = f"workflows/{policed.pk}/policies/draft/"
    admin.post(f"/p/shop/{path}", fields(admin, path) | {"save": "yes"})
    assert policed.versions.count() == 1
    admin.post(f"/p/shop/{path}", fields(admin, path, timeout="5s") | {"save": "yes"})
    admin.post(f"/p/shop/{path}", fields(admin, path, timeout="20s") | {"save": "yes"})
    assert [each.overrides for each in policed.versions.all()] == [{}, {"draft": {"timeout": "5s"}}, {}]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("timeout", "soon", "is no time"),
        ("retries", "-1", "greater than or equal to 0"),
        ("fallback", "[", "This is no JSON"),
        ("fallback", '[{"rung": "function", "function": "os:system"}]', "is no function that the step"),
        ("guards_in", '[{"guard": "none"}]', "is none of"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_beside_its_field(
    admin: Client, policed: Workflow, field: str, value: str, words: str
) -> None:
    path = f"workflows/{policed.pk}/policies/draft/"
    answer = admin.post(f"/p/shop/{path}", fields(admin, path, **{field: value}) | {"save": "yes"})
    assert answer.status_code == 400
    assert words in str(answer.context["form"].errors[field])
    assert policed.versions.count() == 1


def test_two_people_do_not_overwrite_each_other(admin: Client, policed: Workflow) -> None:
    path = f"workflows/{policed.pk}/policies/draft/"
    first, second = (fields(admin, path, retries=each) | {"save": "yes"} for each in ("3", "4"))
    assert admin.post(f"/p/shop/{path}", first).status_code == 302
    late = admin.post(f"/p/shop/{path}", second)
    assert b"Version 2 was made meanwhile" in late.content
    assert policed.versions.count() == 2


def a_run(of: Workflow, state: str = "done", rung: str = "primary", cost: int | None = None, **fields: Any) -> Run:
    """A run with one step, and an attempt for each of `tries`: (outcome, cost)."""
    tries = fields.pop("tries", ())
    version = WorkflowVersion.objects.filter(workflow=of).first()
    assert version is not None
    run = Run.objects.create(
        id=starting.new_id(), project=of.project, workflow=of, version=version, name=of.key, body_hash=b"",
        input={}, state="succeeded", **fields,
    )  # fmt: skip
    now = timezone.now()
    Step.objects.create(
        project_id=of.project_id, run=run, key="draft", name="draft", state=state, rung=rung, cost_nanousd=cost,
        attempts=max(1, len(tries)), arguments_hash="", fence=1, started_at=now, ended_at=now,
    )  # fmt: skip
    for outcome, spent in tries:
        Attempt.objects.create(
            project_id=of.project_id, run=run, step_key="draft", fence=1, rung="primary", outcome=outcome,
            cost_nanousd=spent, attributes={"aiops.attempt.step": "draft"}, ended_at=now,
        )  # fmt: skip
    return run


def worth(admin: Client, of: Workflow) -> Any:
    answer = admin.get(f"/p/shop/workflows/{of.pk}/policies/")
    assert answer.status_code == 200
    [step] = answer.context["steps"]
    return step.worth


def test_what_the_cache_avoided_is_the_calls_times_the_mean_cost(admin: Client, policed: Workflow) -> None:
    """6 answers at 1, 1, 1, 2, 2, 2 cents: mean 1.5, half 0.5748 by t(5). 4 hits: 6 (3.70 to 8.30)."""
    for cents in (1, 1, 1, 2, 2, 2):
        a_run(policed, cost=cents * CENT)
    for _ in range(4):
        a_run(policed, rung="cache")
    a_run(policed, rung="cache", cost=0, tries=[("error", 0), ("error", 0)])  # an old answer, after all else failed
    a_run(policed, rung="cache", dry_run=True)
    found = worth(admin, policed)
    assert (found.ended, found.cache.calls, found.stale) == (11, 4, 1)
    money = [round(each / CENT, 2) for each in (found.cache.money.value, found.cache.money.low, found.cache.money.high)]
    assert money == [6.0, 3.7, 8.3]
    assert "avoided" in page(admin, f"workflows/{policed.pk}/policies/")


def test_what_retries_bought_is_the_steps_that_would_have_failed(admin: Client, policed: Workflow) -> None:
    a_run(policed, tries=[("error", CENT), ("ok", CENT)])
    a_run(policed, tries=[("timeout", None), ("error", CENT), ("ok", CENT)])
    a_run(policed, state="failed", tries=[("error", CENT), ("error", CENT), ("error", CENT)])
    a_run(policed, rung="function", tries=[("error", CENT)])  # not tried again: it fell at once
    a_run(policed)
    retries = worth(admin, policed).retries
    assert (retries.retried, retries.saved, retries.failed, retries.unpriced) == (3, 2, 7, 1)
    assert retries.cost_nanousd == 6 * CENT


def test_a_rung_is_compared_with_the_primary_one_by_outcomes(admin: Client, policed: Workflow) -> None:
    """18 of 20 as wanted are good, 9 of 15 by the function: -30 points; Newcombe: -55 to -2."""
    for rung, good, bad in (("primary", 18, 2), ("function", 9, 6)):
        for outcome in ["success"] * good + ["failure"] * bad:
            with_outcome(a_run(policed, rung=rung), outcome)
    primary, function = worth(admin, policed).rungs
    assert (primary.runs, primary.good, primary.against) == (20, 18, None)
    assert (function.name, function.runs, function.good) == ("function", 15, 9)
    assert round(function.against.value, 2) == -0.3
    assert (round(function.against.low, 2), round(function.against.high, 2)) == (-0.55, -0.02)


def with_outcome(run: Run, outcome: str) -> None:
    query(
        "INSERT INTO trace_run (project_id, trace_id, run_id, start_time, duration_ns, status, attempts, useful_calls,"
        " unpriced_calls, input_tokens, output_tokens, outcome) VALUES (%s, %s, %s, now(), 1, 'ok', 1, 1, 0, 1, 1, %s)"
        " RETURNING 1",
        run.project_id,
        run.pk,
        str(run.pk),
        outcome,
    )


def test_guardrails_gates_and_uncertain_spend_are_counted(admin: Client, policed: Workflow) -> None:
    blocked = a_run(policed, rung="function", tries=[("guardrail", CENT)])
    Attempt.objects.filter(run=blocked).update(attributes={"aiops.attempt.step": "draft", "aiops.guardrail.name": "g"})
    a_run(policed, rung="retrieval", uncertain_nanousd=5 * CENT)
    found = worth(admin, policed)
    assert [(each.guard, each.number) for each in found.blocks] == [("g", 1)]
    assert (found.gate.calls, found.gate.money) == (1, None)  # what a call costs is not known
    assert "up to" in page(admin, f"workflows/{policed.pk}/policies/")


def test_a_real_run_shows_on_the_page(shop: Project, admin: Client, policed: Workflow) -> None:
    control.start(shop.pk, "policed", {"question": "a"})
    world.work()
    found = worth(admin, policed)
    assert (found.ended, [each.name for each in found.rungs]) == (1, ["primary"])
    assert "This workflow is run here" in page(admin, f"workflows/{policed.pk}/")


def test_a_workflow_that_is_not_run_here_has_no_policies(shop: Project, admin: Client) -> None:
    row = Workflow.objects.create(project=shop, key="elsewhere", name="Elsewhere")
    page(admin, f"workflows/{row.pk}/policies/", 404)


def test_a_schedule_is_added_paused_and_resumed(shop: Project, admin: Client) -> None:
    sent = {"workflow": "answer", "cron": "30 6 * * 1-5", "zone": "Europe/Berlin", "input": '{"question": "a"}'}
    assert admin.post("/p/shop/runs/schedules/", sent).status_code == 302
    row = RunSchedule.objects.get()
    assert "30 6 * * 1-5" in page(admin, "runs/schedules/")
    admin.post(f"/p/shop/runs/schedules/{row.pk}/pause/")
    assert "Paused" in page(admin, "runs/schedules/")
    RunSchedule.objects.update(next_at="2020-01-01T00:00:00Z")
    admin.post(f"/p/shop/runs/schedules/{row.pk}/resume/")
    row.refresh_from_db()
    assert (row.enabled, row.next_at > timezone.now()) == (True, True)  # what it missed while paused stays missed
    admin.post(f"/p/shop/runs/schedules/{row.pk}/remove/")
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "schedule.added", "schedule.pause", "schedule.resume", "schedule.remove",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"cron": "soon"}, "cron"),
        ({"zone": "Mars"}, "zone"),
        ({"input": "{}"}, "input"),
        ({"workflow": "x"}, "workflow"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_beside_its_field(
    shop: Project, admin: Client, wrong: dict[str, str], field: str
) -> None:
    sent = {"workflow": "answer", "cron": "30 6 * * *", "zone": "UTC", "input": '{"question": "a"}'} | wrong
    answer = admin.post("/p/shop/runs/schedules/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert not RunSchedule.objects.exists()


def test_a_provider_s_key_is_written_and_never_shown(shop: Project, admin: Client) -> None:
    sent = {"name": "house", "kind": "openai", "base_url": "https://models.example.com/v1/", "key": "sk-canary-1"}
    assert admin.post("/p/shop/settings/models/new/", sent | {"is_default": "on"}).status_code == 302
    row = Provider.objects.get()
    assert (row.base_url, row.key) == ("https://models.example.com/v1", "sk-canary-1")
    for path in ("settings/more/models/", f"settings/models/{row.pk}/", "settings/audit/"):
        assert "canary" not in page(admin, path)
    admin.post(f"/p/shop/settings/models/{row.pk}/", sent | {"key": "", "default_model": "gpt-4o"})
    row.refresh_from_db()
    assert (row.key, row.default_model) == ("sk-canary-1", "gpt-4o")


@pytest.mark.parametrize("url", ["ftp://x", "https://", "https://u:p@x/v1", "//[", "https://x/v1?key=1", "x"])
def test_an_address_that_is_none_is_refused(shop: Project, admin: Client, url: str) -> None:
    answer = admin.post("/p/shop/settings/models/new/", {"name": "a", "kind": "openai", "base_url": url})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["base_url"])


def test_one_provider_is_the_default(shop: Project, admin: Client) -> None:
    for name in ("one", "two"):
        sent = {"name": name, "kind": "openai", "base_url": "https://x/v1", "is_default": "on"}
        admin.post("/p/shop/settings/models/new/", sent)
    assert list(Provider.objects.filter(is_default=True).values_list("name", flat=True)) == ["two"]
    assert Policy().provider == ""
