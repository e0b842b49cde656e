"""The page of a trace that has more spans than are read at once."""

import pytest
from django.test import Client, override_settings

from tests import people
from tests.factories import batch, trace
from traces.ingest.write import write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("most", "says_so"), [(11, True), (12, False)])
def test_the_page_of_a_trace_too_large_says_so_and_sums_the_whole(most: int, says_so: bool) -> None:
    shop = people.project("shop")
    spans = trace(12)
    write(batch(spans, project_id=shop.pk))
    client = Client()
    client.force_login(people.person(of=shop), "allauth.account.auth_backends.AuthenticationBackend")
    with override_settings(MAX_TRACE_SPANS=most):
        answer = client.get(f"/p/shop/traces/{spans[0].trace_id.hex()}/")
    page = answer.context["page"]
    assert (len(page.tree.spans), page.facts.spans, page.facts.calls) == (most, 12, 6)
    assert (f"below stand its first {most} spans" in answer.content.decode()) is says_so
