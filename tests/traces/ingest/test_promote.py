"""A project's own tags: whose value they take, how many values they may have, and what that costs the others."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import RESOURCE, T0_NS, batch, span
from tests.people import project as make_project
from traces.ingest import promote as step
from traces.ingest.promote import fill
from traces.store import promoted
from traces.store.times import NS_PER_DAY
from traces.types import Batch, Resource, Span

DAY = (T0_NS + 2_000_000_000) // NS_PER_DAY


def filled(rules: tuple[promoted.Rule, ...], attributes: dict[str, Any], of_resource: Any = None, **tags: str) -> Any:
    one = span(attributes=attributes, resource=Resource(of_resource or {}), tags=tags)
    fill(one, rules)
    return one.tags


@pytest.mark.parametrize(
    ("attributes", "of_resource", "tags"),
    [
        ({"customer.tier": "gold"}, {}, {"tier": "gold"}),
        ({}, {"customer.tier": "gold"}, {"tier": "gold"}),
        ({"customer.tier": "gold"}, {"customer.tier": "silver"}, {"tier": "gold"}),
        ({"customer.tier": 3}, {}, {"tier": "3"}),
        ({"customer.tier": True}, {}, {"tier": "true"}),
        ({"customer.tier": 0.5}, {}, {"tier": "0.5"}),
        ({"customer.tier": ""}, {}, {}),
        ({"customer.tier": ["gold"]}, {}, {}),
        ({"customer.tier": {"a": 1}}, {}, {}),
        ({"customer.tier": "x" * 300}, {}, {"tier": "x" * 200}),
        ({"other": "gold"}, {}, {}),
    ],
)
def test_the_attribute_of_the_span_goes_before_that_of_its_resource(
    attributes: dict[str, Any], of_resource: dict[str, Any], tags: dict[str, str]
) -> None:
    assert filled((("customer.tier", "tier"),), attributes, of_resource) == tags


def test_the_first_attribute_that_is_there_fills_a_tag() -> None:
    rules = (("a", "tier"), ("b", "tier"))
    assert filled(rules, {"a": "1", "b": "2"}) == {"tier": "1"}
    assert filled(rules, {"b": "2"}) == {"tier": "2"}


def test_an_own_attribute_goes_before_the_default_one_and_only_where_it_is_there() -> None:
    rules = (("customer.region", "region"),)
    assert filled(rules, {"customer.region": "emea"}, region="eu-1") == {"region": "emea"}
    assert filled(rules, {}, region="eu-1") == {"region": "eu-1"}


VALUES = st.one_of(st.text(max_size=300), st.integers(), st.floats(), st.booleans(), st.none(), st.lists(st.text()))


@given(st.dictionaries(st.sampled_from("abcd"), VALUES), st.dictionaries(st.sampled_from("abcd"), VALUES))
def test_filling_twice_is_filling_once(attributes: dict[str, Any], of_resource: dict[str, Any]) -> None:
    one = span(attributes=attributes, resource=Resource(of_resource))
    rules = (("a", "x"), ("b", "x"), ("c", "y"))
    fill(one, rules)
    before = dict(one.tags)
    fill(one, rules)
    assert one.tags == before
    assert all(0 < len(value) <= 200 for value in before.values())


def taken(spans: list[Span], project_id: int = 1, **more: Any) -> Batch:
    sent = batch(spans, project_id=project_id, **more)
    step.promote(sent)
    step.remember(sent)
    return sent


def stored_values(project_id: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tag, value FROM tag_value WHERE project_id = %s ORDER BY 1, 2", [project_id])
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_a_value_too_many_is_other_and_flagged_and_the_span_is_kept(settings: Any) -> None:
    settings.TAG_VALUES = 2
    sent = taken([span(tags={"tenant": name}, attributes={"tenant": name}) for name in "abcab"])
    assert [each.tags["tenant"] for each in sent.spans] == ["a", "b", "(other)", "a", "b"]
    assert [each.warnings for each in sent.spans] == [[], [], ["tag_values_capped"], [], []]
    assert sent.spans[2].attributes == {"tenant": "c"}
    assert stored_values(1) == [("tenant", "a"), ("tenant", "b")]


@pytest.mark.django_db
def test_tags_and_projects_have_room_of_their_own(settings: Any) -> None:
    settings.TAG_VALUES = 1
    first = taken([span(tags={"tenant": "a", "region": "b"})], 1)
    other = taken([span(tags={"tenant": "z"})], 2)
    assert (first.spans[0].tags, other.spans[0].tags) == ({"tenant": "a", "region": "b"}, {"tenant": "z"})


@pytest.mark.django_db
def test_taking_the_same_span_again_flags_it_no_second_time(settings: Any) -> None:
    settings.TAG_VALUES = 1
    sent = taken([span(tags={"tenant": "a"}), span(tags={"tenant": "b"})])
    step.promote(sent)
    assert sent.spans[1].tags == {"tenant": "(other)"}
    assert sent.spans[1].warnings == ["tag_values_capped"]


@pytest.mark.django_db
def test_another_process_knows_what_this_one_stored(settings: Any) -> None:
    settings.TAG_VALUES = 1
    taken([span(tags={"tenant": "a"})])
    promoted.forget()
    sent = taken([span(tags={"tenant": "b"}), span(tags={"tenant": "a"})])
    assert [each.tags["tenant"] for each in sent.spans] == ["(other)", "a"]


@pytest.mark.django_db
def test_a_process_that_knows_a_project_asks_the_database_nothing(
    django_assert_num_queries: Any,
) -> None:
    taken([span(tags={"tenant": "a"})])
    with django_assert_num_queries(0):
        taken([span(tags={"tenant": "a"}), span(tags={})])


@pytest.mark.django_db
def test_a_value_is_stored_once_a_day(django_assert_num_queries: Any) -> None:
    taken([span(tags={"tenant": "a"})])
    with django_assert_num_queries(1):
        taken([span(tags={"tenant": "a"})], received_ns=T0_NS + NS_PER_DAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT seen - date '1970-01-01' FROM tag_value")
        assert cursor.fetchall() == [(DAY + 1,)]


@pytest.mark.django_db
def test_a_list_reaches_the_step() -> None:
    shop = make_project("shop")
    promoted.add(shop, "customer.tier", "tier")
    assert taken([span(attributes={"customer.tier": "gold"})], shop.pk).spans[0].tags == {"tier": "gold"}
    assert taken([span(attributes={"customer.tier": "gold"}, resource=RESOURCE)], shop.pk + 1).spans[0].tags == {}


@pytest.mark.django_db
def test_a_list_is_bounded_and_nothing_stands_on_it_twice() -> None:
    shop = make_project("shop")
    assert [promoted.add(shop, "a", "t"), promoted.add(shop, "a", "t")] == [True, False]
    for number in range(promoted.MOST_PROMOTED - 1):
        promoted.add(shop, f"a{number}", "t")
    with pytest.raises(promoted.TooManyError, match="At most 20 attributes"):
        promoted.add(shop, "one.more", "t")


@pytest.mark.django_db
def test_removing_the_last_attribute_of_a_tag_gives_its_room_back() -> None:
    shop = make_project("shop")
    for attribute in ("a", "b"):
        promoted.add(shop, attribute, "t")
    taken([span(attributes={"a": "1"})], shop.pk)
    first, second = promoted.listed(shop)
    promoted.remove(first)
    assert promoted.counts(shop.pk) == {"t": 1}
    promoted.remove(second)
    assert promoted.counts(shop.pk) == {}
