from workflows.policies.money import Account


def test_what_is_left_is_neither_spent_reserved_nor_uncertain() -> None:
    assert Account(limit=100, spent=40, reserved=30, uncertain=20).left == 10
    assert Account(limit=100, spent=40, reserved=30, uncertain=31).left == 0


def test_without_a_limit_nothing_is_said_to_be_left() -> None:
    assert Account(None, spent=10**15).left is None
