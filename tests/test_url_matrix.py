"""Every address x every kind of visitor answers as tests/url_rules.py says, and nobody sees another tenant's data.

The rows of either tenant carry a canary in their texts; it must not appear in any answer to a visitor of the other.
"""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from aiops.core import audit, keyring, links
from aiops.core.access import ROLES
from aiops.core.models import ApiKey, Membership, Project, User
from costs.models import Alert, Bill, Budget, Channel, Price, Repricing, Watch
from tests import factories
from tests.people import key, person, project, superuser
from tests.url_rules import RULES, Rule
from traces.ingest.write import write
from traces.models import Erasure, PromotedAttribute
from workflows.models import Effect, MappingRule, Provider, Run, RunHook, ShareLink, Wait, Workflow

pytestmark = pytest.mark.django_db
CANARY, OWN_CANARY = "otter-canary", "shop-canary"
VISITORS = (
    "anonymous", "viewer", "member", "admin", "other tenant's admin", "installation",
    "ingest key", "read key", "other tenant's key", "expired key", "revoked key", "wrong key",
)  # fmt: skip
# Opened by a signature of the body, or by what the address holds, which no page can make.
SIGNED = {"api/v1/hooks/<str:token>", "api/v1/start/<str:token>", "api/v1/waits/<str:token>"}
DOORS = [*ApiKey.Scope.values[:-1], "admin key"]
RANK = {role.value: rank for rank, role in enumerate(ROLES)}
SCOPES_HELD = {
    "ingest key": ["ingest"],
    "read key": ["read"],
    "other tenant's key": ["ingest", "outcomes", "read", "run", "admin"],
}


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield prefix + str(each.pattern)


@dataclass
class World:
    """A project with a trace, people and keys, and another tenant's beside it with the same trace id."""

    shop: Project
    visitors: dict[str, User]
    keys: dict[str, str]
    ids: dict[str, str]
    member_pk: int
    key_pk: int
    price_pk: int
    repricing_pk: int
    token: str
    workflow_pk: int = 0
    rule_pk: int = 0
    tag_pk: int = 0
    erasure_pk: int = 0
    hook_pk: int = 0
    share_pk: int = 0
    alert_pks: tuple[int, ...] = ()
    run_pks: dict[str, int] = field(default_factory=dict)

    def path(self, address: str) -> str:
        """The address with this world's ids filled in."""
        rows = {
            "members": self.member_pk,
            "keys": self.key_pk,
            "prices": self.price_pk,
            "repricings": self.repricing_pk,
            "rules": self.rule_pk,
            "tags": self.tag_pk,
            "erasures": self.erasure_pk,
            "workflows": self.workflow_pk,
            "share": self.share_pk,
            "value": self.workflow_pk,
            "hooks": self.hook_pk,
            **dict(zip(("alerts", "budgets", "watches", "channels", "bills"), self.alert_pks, strict=True)),
        }
        rows |= self.run_pks
        known = self.ids | {"pk": str(next((pk for name, pk in rows.items() if f"/{name}/" in address), 0))}
        place = r"\(\?P<(\w+)>[^)]*\)" if "(?P" in address else r"<\w+:(\w+)>"
        filled = re.sub(place, lambda match: known[match[1]], address)
        return "/" + filled.removeprefix("^").removesuffix("$").replace("/?", "")

    def client(self, visitor: str, **options: Any) -> Client:
        client = Client(**options)
        if visitor in self.visitors:
            client.force_login(self.visitors[visitor])
        return client

    def headers(self, visitor: str) -> dict[str, str]:
        return {"HTTP_AUTHORIZATION": f"Bearer {self.keys[visitor]}"} if visitor in self.keys else {}


def store_trace(of: Project, name: str) -> tuple[bytes, bytes]:
    now_ns = int(timezone.now().timestamp()) * factories.SECOND_NS
    times = {"start_ns": now_ns - 60 * factories.SECOND_NS, "end_ns": now_ns - 59 * factories.SECOND_NS}
    root = factories.llm(trace_id=b"\xaa" * 16, span_id=b"\xbb" * 8, name=name, workflow=name, user=name, **times)
    write(factories.batch([root], project_id=of.pk, received_ns=now_ns))
    return root.trace_id, root.span_id


@pytest.fixture
def world() -> World:
    shop, other = project("shop"), project("other", name=CANARY)
    trace_id, span_id = store_trace(shop, OWN_CANARY)
    store_trace(other, CANARY)
    visitors = {role.value: person(f"{role}@example.com", role=role, of=shop) for role in ROLES}
    visitors["other tenant's admin"] = person(f"{CANARY}@example.com", role="admin", of=other)
    visitors["installation"] = superuser()
    keys = {
        "ingest key": key(shop, "ingest").text,
        "read key": key(shop, "read").text,
        "other tenant's key": key(other, *SCOPES_HELD["other tenant's key"], name=CANARY).text,
        "expired key": key(shop, "ingest", "read", expires_at=timezone.now() - timedelta(seconds=1)).text,
        "revoked key": _revoked(shop),
        "wrong key": key(shop, "read").text[:-4] + "0000",
    }
    audit.record("key.created", CANARY, project=other)
    newcomer = person("newcomer@example.com", role="viewer", of=shop)
    ids = {"slug": "shop", "trace_id": trace_id.hex(), "span_id": span_id.hex(), "name": "workflow", "signal": "logs"}
    ids |= {"token": (token := links.make(newcomer)), "key": "absent"}
    member_pk = Membership.objects.get(user=newcomer).pk
    rule = mapping_rule(shop)
    ids["metric_pk"] = str(rule.workflow.metrics.create(name="resolved").pk)
    ids["expense_pk"] = str(rule.workflow.expenses.create(name="rent", nanousd=1, first="2026-11-01").pk)
    erasure_pk = erasure(shop)
    ids["erasure_id"] = str(erasure_pk)
    of_shop = (
        own_price(shop),
        repricing(shop),
        token,
        rule.workflow.pk,
        rule.pk,
        promoted_attribute(shop),
        erasure_pk,
        outcome_hook(rule),
        share_link(shop),
        alert(shop),
    )
    ids["price_id"] = str(of_shop[0])
    ids |= {"run_id": (run_id := managed_run(rule.workflow)), "effect_pk": str(effect(shop, run_id)), "step": "draft"}
    return World(shop, visitors, keys, ids, member_pk, key(shop).row.pk, *of_shop, of_runs(rule.workflow, run_id))


def managed_run(of: Workflow) -> str:
    """One that stopped for changed code, so that every act on it can be tried."""
    version = of.versions.create(project=of.project, number=1, code_hash="", source="", policies={}, digest="")
    run = Run.objects.create(
        id=uuid.uuid4(), project=of.project, workflow=of, version=version, name=of.key, body_hash=b"", input={},
        state="waiting", stopped_for="code_changed", error={"code": "code_changed", "message": OWN_CANARY},
    )  # fmt: skip
    return str(run.pk)


def effect(of: Project, run_id: str) -> int:
    fields = {"key": "post", "idempotency_key": "k", "name": "post", "kind": "unsafe", "payload": {}, "state": "asked"}
    return Effect.objects.create(project_id=of.pk, run_id=run_id, **fields).pk


def of_runs(of: Workflow, run_id: str) -> dict[str, int]:
    """Rows that pages of runs name by number."""
    wait = Wait.objects.create(
        project_id=of.project_id, run_id=run_id, step_key="approval", kind="approval", nonce="n", token_hash="h"
    )
    schedule = of.schedules.create(project=of.project, cron="* * * * *", next_at=timezone.now())
    hook = RunHook.objects.create(project=of.project, name=of.key, token="start", secret="s")
    provider = Provider.objects.create(project=of.project, name="house", base_url="http://127.0.0.1:1")
    return {"approvals": wait.pk, "schedules": schedule.pk, "webhooks": hook.pk, "models": provider.pk}


def mapping_rule(of: Project) -> MappingRule:
    row = Workflow.objects.create(project=of, key="told-from-outside", name="Support")
    conditions = [{"field": "service", "test": "equals", "value": "shop"}]
    return MappingRule.objects.create(project=of, position=1, conditions=conditions, workflow=row)


def outcome_hook(rule: MappingRule) -> int:
    return rule.project.outcome_hooks.create(recipe="forge", workflow=rule.workflow, token="t", secret="s").pk


def share_link(of: Project) -> int:
    until = timezone.now() + timedelta(days=1)
    return ShareLink.objects.create(project=of, token_hash=of.slug.encode(), expires_at=until).pk


def alert(of: Project) -> tuple[int, ...]:
    """One, with the budget it is of; a watch, a channel and a bill beside it."""
    now = timezone.now()
    budget = Budget.objects.create(project=of, length="month", nanousd=1, made_by="ada")
    times = {"opened_at": now, "seen_at": now}
    one = Alert.objects.create(project=of, key="k", kind="over", budget=budget, sentence="Spent.", path="/", **times)
    watch = Watch.objects.create(project=of, metric="latency", made_by="ada")
    channel = Channel.objects.create(project=of, name="team", kind="email", target="team@example.com")
    known = {"currency": "USD", "rate": 1, "first": now, "last": now, "lines": 0, "digest": "d", "imported_by": "ada"}
    bill = Bill.objects.create(project=of, name="november.csv", **known)
    return one.pk, budget.pk, watch.pk, channel.pk, bill.pk


def promoted_attribute(of: Project) -> int:
    return PromotedAttribute.objects.create(project=of, attribute="customer.plan", tag="plan").pk


def erasure(of: Project) -> int:
    return Erasure.objects.create(project=of, kind="user", value="ada", digest="ab" * 16, state="found").pk


def own_price(of: Project) -> int:
    same = {"provider": "openai", "model": "gpt-4o", "match": {"equals": "gpt-4o"}, "source": "contract"}
    return Price.objects.create(project=of, rates={"input": "1"}, **same).pk


def repricing(of: Project) -> int:
    now = timezone.now()
    times = {"since": now - timedelta(hours=1), "until": now, "built_until": now}
    return Repricing.objects.create(project=of, state="built", started_by="ada", **times).pk


def _revoked(of: Project) -> str:
    new = key(of, "ingest", "read")
    keyring.revoke(new.row)
    return new.text


def expected(rule: Rule, visitor: str) -> int:
    """The one table of the product's authorisation."""
    has_session = visitor != "anonymous" and not visitor.endswith("key")
    if rule.audience == "everyone":
        return rule.ok_signed_in or rule.ok if has_session else rule.ok
    if rule.audience in DOORS:
        return _expected_of_door(rule, visitor)
    return _expected_of_page(rule, visitor) if has_session else 302  # to the sign-in page; keys open no pages


def _expected_of_door(rule: Rule, visitor: str) -> int:
    if visitor not in SCOPES_HELD:
        return 401  # a session opens no door
    return rule.ok if rule.audience.removesuffix(" key") in SCOPES_HELD[visitor] else 403


def _expected_of_page(rule: Rule, visitor: str) -> int:
    if visitor == "installation" or rule.audience == "person":
        return rule.ok
    if rule.audience == "installation":
        return 403
    if visitor == "other tenant's admin":
        return 404
    return rule.ok if RANK[visitor] >= RANK[rule.audience] else 403


def ask(world: World, visitor: str, rule: Rule, path: str, client: Client) -> Any:
    extra: dict[str, Any] = {"REMOTE_ADDR": "203.0.113.7"}  # not this machine
    extra |= {"content_type": rule.content_type} if rule.content_type else {}
    data = rule.find if rule.method == "GET" else rule.data or {}
    return getattr(client, rule.method.lower())(path, data, **extra, **world.headers(visitor))


@contextmanager
def undone(rule: Rule) -> Iterator[None]:
    """What one visitor changes, the next one must not miss. (Doors insist on a transaction of their own.)"""
    if rule.audience in DOORS:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def body_of(answer: Any) -> str:
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(whole).decode(errors="replace")


def without_names(page: str) -> str:
    """Without what differs in any two pages: the address asked for and the token of the form."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace("/shop/", "").replace("/absent/", "")


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    assert sorted(set(addresses(get_resolver()))) == sorted(RULES), "tests/url_rules.py says who each address is for"


@pytest.mark.parametrize("address", RULES)
def test_each_visitor_gets_what_the_rules_say(world: World, address: str) -> None:
    wrong: list[tuple[Any, ...]] = []
    for rule in RULES[address]:
        for visitor in VISITORS:
            with undone(rule):
                answer = ask(world, visitor, rule, world.path(address), world.client(visitor))
                body = body_of(answer)
            if answer.status_code != expected(rule, visitor):
                wrong.append((rule.method, visitor, answer.status_code, expected(rule, visitor), body[:300]))
            foreign = OWN_CANARY if visitor.startswith("other tenant") else CANARY
            if foreign in body and visitor != "installation":
                wrong.append((rule.method, visitor, "sees another tenant's data"))
    assert wrong == []


def test_the_canaries_sing_where_they_live(world: World) -> None:
    """Else their silence elsewhere would prove nothing."""
    other, shop = world.client("other tenant's admin"), world.client("viewer")
    for page in ("traces/", "settings/members/", "settings/audit/", f"traces/{world.ids['trace_id']}/"):
        assert CANARY in body_of(other.get(f"/p/other/{page}"))
    assert OWN_CANARY in body_of(shop.get("/p/shop/traces/"))
    api = ask(world, "other tenant's key", Rule("read"), "/api/v1/traces", Client())
    assert (CANARY in body_of(api), OWN_CANARY in body_of(api)) == (True, False)


@pytest.mark.parametrize("address", [each for each in RULES if "slug" in each])
def test_another_tenant_cannot_tell_a_foreign_project_from_none(world: World, address: str) -> None:
    client = world.client("other tenant's admin")
    for rule in RULES[address]:
        foreign = ask(world, "other tenant's admin", rule, world.path(address), client)
        absent = ask(world, "other tenant's admin", rule, world.path(address).replace("/shop/", "/absent/"), client)
        assert (foreign.status_code, absent.status_code) == (404, 404)
        assert without_names(body_of(foreign)) == without_names(body_of(absent))


@pytest.mark.parametrize("address", [each for each in RULES if "<int:pk>" in each])
def test_an_admin_cannot_reach_another_tenants_rows_by_number(world: World, address: str) -> None:
    """The other tenant's admin asks for this project's rows through their own project."""
    path = world.path(address).replace("/shop/", "/other/")
    client = world.client("other tenant's admin")
    for rule in RULES[address]:
        assert ask(world, "other tenant's admin", rule, path, client).status_code == 404


@pytest.mark.parametrize("address", RULES)
def test_no_page_takes_a_post_from_elsewhere(world: World, address: str) -> None:
    for rule in RULES[address]:
        if rule.method == "POST" and rule.audience not in DOORS and address not in SIGNED:
            client = world.client("installation", enforce_csrf_checks=True)
            assert ask(world, "installation", rule, world.path(address), client).status_code == 403


@pytest.mark.parametrize("address", [each for each in RULES if "slug" in each])
def test_a_page_never_answers_to_a_method_it_does_not_name(world: World, address: str) -> None:
    client = world.client("installation")
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(world.path(address)).status_code in {404, 405}
