"""Asking for an erasure by page, API and command: seen first, meant twice, told nowhere."""

from io import StringIO
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from aiops.core.models import AuditEntry
from tests import people
from tests.traces.erase.shop import ADA, OF_ADA, Shop, query, run
from traces import erase
from traces.models import Erasure

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def admin(shop: Shop) -> Client:
    client = Client()
    client.force_login(people.person("boss@example.com", role="admin", of=shop.project))
    return client


class Api:
    def __init__(self, shop: Shop) -> None:
        self.client = Client(headers={"authorization": f"Bearer {people.key(shop.project, 'admin').text}"})

    def post(self, body: Any) -> tuple[int, Any]:
        answer = self.client.post("/api/v1/erasures", orjson.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()

    def get(self, job: int) -> Any:
        return self.client.get(f"/api/v1/erasures/{job}").json()


@pytest.fixture
def api(shop: Shop) -> Api:
    return Api(shop)


def actions() -> list[str]:
    return list(
        AuditEntry.objects.filter(action__startswith="erasure.").order_by("pk").values_list("action", flat=True)
    )


def test_the_page_shows_what_it_reaches_and_takes_the_name_once_more(shop: Shop, admin: Client) -> None:
    made = admin.post("/p/shop/settings/erasures/", {"kind": "user", "value": ADA})
    job = Erasure.objects.get()
    page = f"/p/shop/settings/erasures/{job.pk}/"
    assert made["Location"] == page
    assert "Nothing is taken away yet" in admin.get(page).content.decode()
    run(job)
    found = admin.get(page).content.decode()
    assert "<strong>2 traces</strong>" in found
    assert '<th scope="row">Outcomes</th><td class="num">4</td>' in found
    wrong = admin.post(f"{page}confirm/", {"word": "ada"})
    assert (wrong.status_code, "nothing was erased" in wrong.content.decode()) == (400, True)
    job.refresh_from_db()
    assert job.state == Erasure.State.FOUND
    admin.post(f"{page}confirm/", {"word": ADA})
    run(job)
    assert "<strong>2 traces</strong> with all that belongs to them" in admin.get(page).content.decode()
    assert actions() == ["erasure.counted", "erasure.started"]
    assert query("SELECT count(*) FROM span WHERE user_id = %s", ADA) == [(0,)]


def test_the_list_of_erasures_tells_admins_alone_and_nobody_whom(shop: Shop, admin: Client) -> None:
    shop.erase("user", ADA)
    page = admin.get("/p/shop/settings/more/erasure/").content.decode()
    viewer = Client()
    viewer.force_login(people.person("viewer@example.com", role="viewer", of=shop.project))
    assert ("Done" in page, ADA in page) == (True, False)
    assert viewer.get("/p/shop/settings/more/erasure/").status_code == 404
    assert "more/erasure/" not in viewer.get("/p/shop/settings/").content.decode()


def test_stopping_leaves_everything_and_forgets_the_name(shop: Shop, admin: Client) -> None:
    job = erase.start(shop.project, "user", ADA, "boss")
    run(job)
    admin.post(f"/p/shop/settings/erasures/{job.pk}/cancel/")
    job.refresh_from_db()
    assert (job.state, job.value, actions()) == (Erasure.State.CANCELLED, "", ["erasure.cancelled"])
    assert query("SELECT (SELECT count(*) FROM erasure_trace), (SELECT count(*) FROM erased)") == [(0, 0)]


def test_once_begun_it_cannot_be_stopped(shop: Shop, admin: Client) -> None:
    job = erase.start(shop.project, "trace", OF_ADA, "boss")
    assert erase.confirm(job)
    answer = admin.post(f"/p/shop/settings/erasures/{job.pk}/cancel/", follow=True)
    assert "cannot be stopped any more" in answer.content.decode()


@pytest.mark.parametrize(
    ("form", "said"),
    [({"kind": "trace", "value": "xyz"}, "32 hex digits"), ({"kind": "user", "value": " "}, "required"),
     ({"kind": "planet", "value": "x"}, "none of user, session, trace")],
)  # fmt: skip
def test_the_form_says_what_is_wrong(shop: Shop, admin: Client, form: dict[str, str], said: str) -> None:
    answer = admin.post("/p/shop/settings/erasures/", form)
    assert (answer.status_code, said in answer.content.decode()) == (400, True)


def test_the_api_erases_and_tells_how_far_it_is(shop: Shop, api: Api) -> None:
    status, job = api.post({"user": ADA})
    assert (status, job["kind"], job["state"], job["per_cent"]) == (202, "user", "erasing", 0)
    run(Erasure.objects.get())
    done = api.get(job["id"])
    assert (done["state"], done["per_cent"], done["erased"]["traces"]) == ("done", 100, 2)
    assert ADA not in str(done)
    assert api.client.get("/api/v1/erasures").json() == {"results": [done]}


def test_a_dry_run_only_counts_and_the_same_one_without_it_erases(shop: Shop, api: Api) -> None:
    _, first = api.post({"trace_id": OF_ADA.upper(), "dry_run": True})
    run(Erasure.objects.get())
    assert (api.get(first["id"])["state"], api.get(first["id"])["found"]["spans"]) == ("found", 1)
    assert query("SELECT count(*) FROM trace WHERE trace_id = %s", OF_ADA) == [(1,)]
    _, again = api.post({"trace_id": OF_ADA})
    assert (again["id"], again["state"], api.post({"trace_id": OF_ADA})[1]["id"]) == (
        first["id"],
        "erasing",
        first["id"],
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "user"), ({"user": "a", "session": "b"}, "session"), ({"user": 7}, "user"), ({"trace_id": "12"}, "trace_id"),
     ({"user": "a", "dryrun": True}, "dryrun"), ({"user": "a", "dry_run": "yes"}, "dry_run"), ([], None),
     ({"session": "x" * 2_000}, "session"), ({"user": "a\0b"}, "user")],
)  # fmt: skip
def test_the_api_names_the_field_that_is_wrong(api: Api, body: Any, field: str | None) -> None:
    status, answer = api.post(body)
    assert (status, answer["error"].get("field")) == (400, field)
    assert not Erasure.objects.exists()


def test_the_command_shows_what_it_reaches_and_erases_when_told(shop: Shop) -> None:
    out = StringIO()
    call_command("erase", "shop", "--user", ADA, "--dry-run", stdout=out)
    assert "It reaches 2 traces, 2 spans and events, 1 score, 4 outcomes, 1 refused span" in out.getvalue()
    assert query("SELECT count(*) FROM span WHERE user_id = %s", ADA) == [(2,)]
    with pytest.raises(SystemExit):
        call_command("erase", "shop", "--user", ADA, stdout=StringIO(), stderr=StringIO())
    call_command("erase", "shop", "--user", ADA, "--yes", stdout=out)
    assert "Erased: 2 traces" in out.getvalue()
    assert query("SELECT count(*) FROM span WHERE user_id = %s", ADA) == [(0,)]


def test_the_command_refuses_what_is_no_trace() -> None:
    people.project("shop")
    with pytest.raises(CommandError, match="32 hex digits") as refused:
        call_command("erase", "shop", "--trace", "12")
    assert refused.value.returncode == 2


def test_a_failed_one_goes_on_when_the_same_name_is_given_again(shop: Shop) -> None:
    job = erase.start(shop.project, "user", ADA, "boss")
    assert erase.confirm(job)
    assert erase.fail(job.pk, "Traceback\nValueError: no")
    assert erase.start(shop.project, "user", ADA, "boss").pk == job.pk
    run(job)
    job.refresh_from_db()
    assert (job.state, job.error) == (Erasure.State.DONE, "")
