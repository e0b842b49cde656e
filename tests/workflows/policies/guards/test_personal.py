"""Personal data and secrets on the way to a model and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.policies import PolicyError, no_secrets, pii_masked
from workflows.policies.guards.pii import KINDS, Masks
from workflows.policies.guards.verdict import Context

KEY = "sk-proj-" + "a1B2c3D4" * 5


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to ada@example.com, please.", "Write to <EMAIL_1>, please."),
        ("a@b.co and c@d.org and a@b.co", "<EMAIL_1> and <EMAIL_2> and <EMAIL_1>"),
        ("Call +49 30 1234567 or (212) 555-0187.", "Call <PHONE_1> or <PHONE_2>."),
        ("212-555-0187", "<PHONE_1>"),
        ("Card 4111 1111 1111 1111, thanks", "Card <CARD_1>, thanks"),
        ("IBAN DE89 3704 0044 0532 0130 00 it is", "IBAN <IBAN_1> it is"),
        ("SSN 123-45-6789", "SSN <SSN_1>"),
        ("from 203.0.113.9 today", "from <IP_1> today"),
        ("Order 4111 1111 1111 1112 of 2026-11-30, version 1.2.3, at 12:30", None),  # no card: the check digit is wrong
        ("DE00 3704 0044 0532 0130 00", None),  # no IBAN either
        ("SSN 000-12-3456, 666-12-3456", None),
        ("127.0.0.1 and 999.1.1.1", None),
        ("Tracking 1Z999AA10123456784, 17 pieces, 2.50 EUR", None),
    ],
)
def test_forms(text: str, masked: str | None) -> None:
    verdict = pii_masked().check(text, Context())
    assert (verdict.verdict, verdict.value) == (("mask", masked) if masked else ("pass", text))


def test_nested_values_keep_their_form_and_the_reason_counts() -> None:
    verdict = pii_masked().check({"to": ["a@b.co", 7], "cc": ("c@d.org",)}, Context())
    assert verdict.value == {"to": ["<EMAIL_1>", 7], "cc": ("<EMAIL_2>",)}
    assert verdict.reason == "2 email"


def test_only_the_kinds_asked_for() -> None:
    assert pii_masked("email").check("a@b.co, SSN 123-45-6789", Context()).value == "<EMAIL_1>, SSN 123-45-6789"
    with pytest.raises(PolicyError, match="'soul' is none of email"):
        pii_masked("soul")


EMAILS = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.(com|org)", fullmatch=True)


@given(st.lists(EMAILS | st.text("abc <>_1", max_size=6) | st.just("+4930123456789"), max_size=8))
def test_a_mask_comes_off_again(words: list[str]) -> None:
    text, masks = " ".join(words), Masks(KINDS)
    hidden = masks.mask(text)
    assert masks.restore({"answer": [hidden]}) == {"answer": [text]}


def test_an_invented_mask_stays_as_it_is() -> None:
    masks = Masks(KINDS)
    masks.mask("a@b.co")
    assert masks.restore("<EMAIL_1> <EMAIL_9>") == "a@b.co <EMAIL_9>"


@pytest.mark.parametrize(
    "text",
    [
        f"my key is {KEY}",
        "AKIAIOSFODNN7EXAMPLE",
        "postgres://u:hunter2@db/x",
        'password = "correct horse 7"',
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_secrets_are_masked_or_refused(text: str) -> None:
    verdict = no_secrets().check({"note": text}, Context())
    assert verdict.verdict == "mask"
    assert "[redacted:" in verdict.value["note"]
    assert no_secrets("block").check(text, Context()).verdict == "block"


def test_the_reason_does_not_hold_the_secret() -> None:
    assert no_secrets().check(KEY, Context()).reason == "1 openai_key"


def test_no_secret_no_change() -> None:
    assert no_secrets().check("input_tokens: 17", Context()).verdict == "pass"
