"""Every address x every kind of visitor answers as tests/url_rules.py says, and nobody sees another tenant's data.

The rows of either tenant carry a canary in their texts; it must not appear in any answer to a visitor of the other.
"""

import re
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
from tests.people import key, person, project, superuser
from tests.url_rows import (
    OWN_CANARY,
    alert,
    board,
    effect,
    erasure,
    managed_run,
    mapping_rule,
    of_runs,
    outcome_hook,
    own_price,
    promoted_attribute,
    repricing,
    saved_view,
    share_link,
    store_trace,
)
from tests.url_rules import RULES, Rule
from traces.store import partitions

pytestmark = pytest.mark.django_db
CANARY = "otter-canary"
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
    view_pk: int = 0
    board_pk: int = 0

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
            "views": self.view_pk,
            "boards": self.board_pk,
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


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once, in a transaction in which those of the tests are savepoints: Django's setUpTestData for functions."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # code that insists on a transaction of its own may run
    with django_db_blocker.unblock(), around:
        partitions.forget()  # those that another test saw were rolled back with it
        yield make_world()
        transaction.set_rollback(True)
    partitions.forget()


@pytest.fixture
def world(made: World) -> World:
    return made


def make_world() -> World:
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
    ids |= {"token": (token := links.make(newcomer)), "key": "absent", "client": "curl", "trial_pk": "0"}
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
    return World(
        shop,
        visitors,
        keys,
        ids,
        member_pk,
        key(shop).row.pk,
        *of_shop,
        of_runs(rule.workflow, run_id),
        saved_view(shop),
        board(shop),
    )


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
