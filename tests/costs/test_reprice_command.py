"""`manage.py reprice`: shows, asks, does; a mistake is one sentence."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from aiops.core.models import Project
from costs.models import Repricing
from tests import people
from tests.costs.reprice_world import call, catch_up, own_price, store, sums

pytestmark = pytest.mark.django_db
USD = 10**9


@pytest.fixture
def shop() -> Project:
    shop = people.project("shop")
    store(shop, call(), call())
    own_price(shop, "house", "3")
    return shop


def reprice(*arguments: str) -> str:
    out = StringIO()
    call_command("reprice", "shop", *arguments, stdout=out)
    return out.getvalue()


def test_it_shows_old_and_new_and_puts_the_new_in_place(shop: Project) -> None:
    shown = reprice("--yes")
    assert "acme house: 2 of 2 calls change, $0 -> $6.0000" in shown
    catch_up(shop)
    assert set(sums(shop).values()) == {6 * USD}


def test_without_a_yes_nothing_changes_and_the_amounts_wait(shop: Project) -> None:
    with pytest.raises(SystemExit) as ended:
        reprice()
    assert ended.value.code == 1
    assert sums(shop)["spans"] is None
    assert Repricing.objects.get().state == "built"
    reprice("--yes")  # goes on with that one
    assert Repricing.objects.get().state == "done"


def test_it_ends_by_itself_where_nothing_would_change(shop: Project) -> None:
    reprice("--yes")
    assert "All: 0 of 2 calls change" in reprice()
    assert not Repricing.objects.filter(state__in=Repricing.ACTIVE).exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--from", "soon"], "Write times as"),
        (["--from", "2020-01-01", "--to", "2020-01-02"], "No call between these times is left"),
    ],
)
def test_a_mistake_is_named(shop: Project, arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        reprice(*arguments)


def test_an_unknown_project_is_named() -> None:
    with pytest.raises(CommandError, match="There is no project 'nowhere'"):
        call_command("reprice", "nowhere")
