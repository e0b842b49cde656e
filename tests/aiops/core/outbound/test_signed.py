import pytest

from aiops.core.outbound import signed

# The example of the Standard Webhooks specification.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
ID, TIME = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330


def test_the_signature_is_that_of_the_specification() -> None:
    sent = signed.headers(SECRET, ID, TIME, BODY)
    assert sent["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("changed", "body", "now", "good"),
    [
        ({}, BODY, TIME + 299, True),
        ({}, BODY, TIME + 301, False),
        ({}, BODY, TIME - 301, False),
        ({}, BODY + b" ", TIME, False),
        ({"webhook-id": "msg_other"}, BODY, TIME, False),
        ({"webhook-timestamp": str(TIME + 1)}, BODY, TIME, False),
        ({"webhook-timestamp": "soon"}, BODY, TIME, False),
        ({"webhook-signature": ""}, BODY, TIME, False),
    ],
)
def test_what_was_changed_or_is_old_is_not_believed(changed: dict[str, str], body: bytes, now: int, good: bool) -> None:
    sent = signed.headers(SECRET, ID, TIME, BODY) | changed
    assert signed.verify(SECRET, sent, body, now) is good


def test_one_good_signature_among_several_is_enough() -> None:
    """While a secret is being changed, both sign."""
    sent = signed.headers(SECRET, ID, TIME, BODY)
    sent["webhook-signature"] = "v1,AAAA " + sent["webhook-signature"]
    assert signed.verify(SECRET, sent, BODY, TIME)


def test_a_new_secret_is_new_and_of_the_specified_form() -> None:
    first, second = signed.new_secret(), signed.new_secret()
    assert first != second
    assert first.startswith("whsec_")
