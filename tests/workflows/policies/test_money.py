"""The law of budgets: whatever happens in whatever order, what may have been spent never exceeds the limit."""

from hypothesis import given
from hypothesis import strategies as st

from workflows.policies.money import Account

EVENTS = st.lists(
    st.tuples(st.sampled_from(["settle", "unknown", "lose", "reconcile"]), st.integers(0, 400)), max_size=40
)


def end(held: Account, how: str, amount: int, real: int) -> Account:
    if how == "settle":
        return held.settle(amount, real)
    if how == "unknown":
        return held.settle(amount, None)
    lost = held.lose(amount)
    return lost.reconcile(amount, real) if how == "reconcile" else lost


@given(st.integers(0, 1000), EVENTS)
def test_spent_reserved_and_uncertain_never_exceed_the_limit(limit: int, events: list[tuple[str, int]]) -> None:
    """Each event reserves, then leaves by one of the doors; costs never exceed their reservation (it is the worst)."""
    account, asked = Account(limit), 0
    for how, amount in events:
        held = account.reserve(amount)
        if held is None:
            assert account.left is not None
            assert amount > account.left
            continue
        real = amount // 2
        asked += real
        account = end(held, how, amount, real)
        assert account.reserved == 0
        assert account.spent + account.uncertain <= limit
        assert account.spent + account.uncertain >= asked


def test_a_call_that_does_not_fit_is_not_made() -> None:
    account = Account(limit=100, spent=40, reserved=30, uncertain=20)
    assert (account.left, account.reserve(11), account.reserve(10)) == (10, None, Account(100, 40, 40, 20))


def test_without_a_limit_everything_fits() -> None:
    held = Account(None).reserve(10**15)
    assert held is not None
    assert held.left is None
