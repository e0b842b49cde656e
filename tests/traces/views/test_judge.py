"""A person judges a trace on its page."""

from decimal import Decimal

import pytest
from django.test import Client

from tests import people
from tests.factories import T0_NS, batch, llm
from traces import settle
from traces.analysis.categories import CATEGORIES, GROUPS
from traces.ingest.write import write
from traces.store import scores

pytestmark = pytest.mark.django_db


def test_a_judgement_is_a_human_score_and_a_finding_once_settled(client: Client) -> None:
    shop = people.project("shop")
    client.force_login(people.person("ann@example.org", of=shop, role="member"))
    call = llm()
    write(batch([call], project_id=shop.pk))
    settle.settle_ready(shop.pk, T0_NS + 60 * 10**9)
    url = f"/p/shop/traces/{call.trace_id.hex()}/"
    answer = client.post(
        url + "judge/", {"verdict": "down", "label": "made-up text", "comment": "key AKIAIOSFODNN7ABCDEFG"}
    )
    assert (answer.status_code, answer["Location"]) == (302, url)
    [score] = scores.of_trace(shop.pk, call.trace_id)
    assert (score.name, score.value, score.label, score.source) == ("thumbs", Decimal(0), "made-up text", "human")
    assert "AKIAIOSFODNN7ABCDEFG" not in score.comment  # secrets are taken out of it as of any text
    assert "It counts as bad because a person said: made-up text" in " ".join(client.get(url).content.decode().split())


@pytest.mark.parametrize("data", [{}, {"verdict": "maybe"}, {"verdict": "down", "label": "bad luck"}])
def test_what_cannot_be_read_is_not_kept(client: Client, data: dict[str, str]) -> None:
    shop = people.project("shop")
    client.force_login(people.person("ann@example.org", of=shop, role="member"))
    call = llm()
    write(batch([call], project_id=shop.pk))
    client.post(f"/p/shop/traces/{call.trace_id.hex()}/judge/", data)
    assert scores.of_trace(shop.pk, call.trace_id) == []


def test_each_label_stands_once() -> None:
    assert len(CATEGORIES) == sum(len(labels) for _, labels in GROUPS) == 34
