import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from aiops.core.access import ROLES, may, project_for, role_of
from aiops.core.models import User
from tests.people import person, project, superuser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("held", "allowed"),
    [("viewer", ["viewer"]), ("member", ["viewer", "member"]), ("admin", ["viewer", "member", "admin"])],
)
def test_each_role_may_what_the_roles_before_it_may(held: str, allowed: list[str]) -> None:
    shop = project()
    user = person(role=held, of=shop)
    assert [role for role in ROLES if may(user, shop, role)] == allowed


def test_a_role_too_low_is_refused_by_name() -> None:
    shop = project()
    with pytest.raises(PermissionDenied, match="takes the role admin"):
        project_for(person(role="member", of=shop), shop.slug, "admin")


def test_an_outsider_cannot_tell_a_foreign_project_from_none() -> None:
    shop, other = project(), project()
    outsider = person(role="admin", of=other)
    for user in (outsider, AnonymousUser()):
        for slug in (shop.slug, "absent"):
            with pytest.raises(Http404):
                project_for(user, slug)
        assert role_of(user, shop) is None


def test_the_installations_admin_is_admin_everywhere() -> None:
    shop = project()
    assert project_for(superuser(), shop.slug, "admin") == shop


def test_an_unknown_role_is_a_mistake_in_our_code_not_a_way_in() -> None:
    shop = project()
    with pytest.raises(ValueError, match="owner"):
        project_for(person(role="admin", of=shop), shop.slug, "owner")


def test_the_last_project_is_remembered_and_written_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    shop = project()
    user = person(role="viewer", of=shop)
    project_for(user, shop.slug)
    assert User.objects.get(pk=user.pk).last_project == shop
    with django_assert_num_queries(1):
        project_for(user, shop.slug)
