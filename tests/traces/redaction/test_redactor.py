"""Every rule takes its secret, leaves what is harmless, and running twice changes nothing."""

import base64
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traces.redaction.secrets import HARMLESS, IN_CONTEXT, SECRETS
from traces.redaction import Redactor
from traces.redaction.rules import RULES

STANDARD, STRICT = Redactor(b"test key"), Redactor(b"test key", "strict")
TOKEN = re.compile(r"\[redacted:([a-z0-9_]+):[0-9a-f]{8}\]")


def redacted(text: str, redactor: Redactor = STANDARD) -> tuple[str, Counter[str]]:
    counts: Counter[str] = Counter()
    return redactor.text(text, counts), counts


@pytest.mark.parametrize("rule", SECRETS)
@pytest.mark.parametrize("around", ["{}", "say {} please", '{{"x": "{}"}}', "a={}\nb=1", "({})"])
def test_a_secret_is_replaced_and_counted(rule: str, around: str) -> None:
    text, counts = redacted(around.format(SECRETS[rule]))
    assert TOKEN.sub("X", text) == around.format("X")
    assert counts == {f"redacted.{rule}": 1}


@pytest.mark.parametrize(("rule", "before", "secret", "after"), IN_CONTEXT)
def test_only_the_secret_of_its_context_is_replaced(rule: str, before: str, secret: str, after: str) -> None:
    text, counts = redacted(before + secret + after)
    assert TOKEN.sub("X", text) == f"{before}X{after}"
    assert counts == {f"redacted.{rule}": 1}


def test_every_rule_has_a_golden_case() -> None:
    tested = {*SECRETS, *(rule for rule, *_ in IN_CONTEXT), "base64", "email", "phone"}
    assert {rule.name for rule in RULES} == tested


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays(text: str) -> None:
    assert redacted(text) == (text, {})


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("write to ada@example.org today", "email"),
        ("call +44 20 7946 0958 today", "phone"),
        ("call (555) 010-9999 today", "phone"),
        ("call 555-010-9999 today", "phone"),
    ],
)
def test_personal_data_goes_in_strict_mode_only(text: str, rule: str) -> None:
    assert redacted(text) == (text, {})
    assert redacted(text, STRICT)[1] == {f"redacted.{rule}": 1}


def test_strict_mode_leaves_numbers_and_times() -> None:
    text = "1790000000000000000 at 2026-11-22 19:00:00.123456, 0.123456789012, 550e8400-e29b-41d4-a716-446655440000"
    assert redacted(text, STRICT) == (text, {})


@pytest.mark.parametrize(
    "rule", ["openai_key", "anthropic_key", "github_token", "aws_key", "google_key", "private_key"]
)
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_base64_of_a_secret_is_replaced(rule: str, encode: Any) -> None:
    text, counts = redacted(f"data {encode(SECRETS[rule].encode()).decode()} end")
    assert TOKEN.sub("X", text) == "data X end"
    assert counts == {"redacted.base64": 1}


@pytest.mark.parametrize("before", ["", "=", "k="])
def test_base64_of_a_text_around_a_secret_is_replaced(before: str) -> None:
    encoded = base64.b64encode(f"{before}{SECRETS['anthropic_key']} and more".encode()).decode()
    assert redacted(encoded)[1] == {"redacted.base64": 1}


def test_the_same_secret_reads_the_same_in_every_place() -> None:
    secret = SECRETS["openai_key"]
    values = {"authorization": f"Bearer {secret}", "prompt": f"my key is {secret}", "api_key": secret}
    found = STANDARD.attributes(values, Counter())
    assert len({str(value).rpartition(":")[2][:8] for value in found.values()}) == 1


def test_the_hash_needs_the_key() -> None:
    secret = SECRETS["openai_key"]
    assert redacted(secret)[0] != redacted(secret, Redactor(b"another key"))[0]


@pytest.mark.parametrize(
    "key",
    [
        "authorization", "http.request.header.authorization", "Proxy-Authorization", "http.request.header.cookie",
        "http.response.header.set-cookie", "db.password", "PASSWORD", "userPassword", "x-api-key", "apiKey", "api_key",
        "openai_api_key", "client_secret", "aws.secret_access_key", "accessToken", "refresh_token", "token",
        "auth.token",
    ],
)  # fmt: skip
def test_a_telling_key_hides_its_value(key: str) -> None:
    value = STANDARD.attributes({key: "plain"}, Counter())[key]
    assert TOKEN.fullmatch(value)


@pytest.mark.parametrize(
    "key",
    [
        "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.cache_read.input_tokens",
        "llm.token_count.prompt", "llm.token_count.prompt_details.cache_read", "gen_ai.server.time_to_first_token",
        "gen_ai.server.time_per_output_token", "gen_ai.request.max_tokens", "stop_token", "eos_token",
        "next_page_token",
        "k8s.secret.name", "aws.secretsmanager.secret.arn", "password_policy", "author", "cookie_count", "session.id",
        "tokenizer", "secretary", "key", "primary_key", "cache_key", "aiops.business_key",
    ],
)  # fmt: skip
def test_counts_and_names_survive(key: str) -> None:
    assert STANDARD.attributes({key: "plain"}, Counter()) == {key: "plain"}


def test_values_are_followed_into_lists_and_maps() -> None:
    secret = SECRETS["openai_key"]
    nested = {"http.request.header.cookie": ["a=1"], "list": [1, {"deep": [secret]}], "map": {"password": {"a": "b"}}}
    counts: Counter[str] = Counter()
    found = repr(STANDARD.attributes(nested, counts))
    assert secret not in found
    assert counts == {"redacted.cookie": 1, "redacted.openai_key": 1, "redacted.password": 1}


def test_numbers_are_left_alone_where_they_count() -> None:
    values = {"token": 42, "ratio": 0.5, "password": None, "secret": True, "n": 4111111111111111}
    assert STANDARD.attributes(values, Counter()) == values


def test_a_secret_in_bytes_is_replaced() -> None:
    found = STANDARD.attributes({"raw": b"\xff" + SECRETS["openai_key"].encode()}, Counter())["raw"]
    assert found.startswith(b"\xff[redacted:openai_key:")


def test_a_secret_as_a_key_is_replaced() -> None:
    secret = SECRETS["openai_key"]
    assert secret not in STANDARD.attributes({secret: "x"}, Counter())


PROSE = st.text(st.characters(codec="utf-8"), max_size=40)
PLANTED = st.sampled_from([secret for rule, secret in SECRETS.items() if rule != "card_number"])


@given(before=PROSE, secret=PLANTED, after=PROSE)
def test_no_planted_secret_survives(before: str, secret: str, after: str) -> None:
    assert secret not in redacted(f"{before} {secret} {after}")[0]


@given(texts=st.lists(PROSE | PLANTED | st.sampled_from(HARMLESS) | st.just("password="), max_size=6))
def test_running_twice_changes_nothing(texts: list[str]) -> None:
    for redactor in (STANDARD, STRICT):
        once, _ = redacted(" ".join(texts), redactor)
        assert redacted(once, redactor) == (once, {})


@given(text=PROSE)
def test_a_text_without_suspects_comes_back_as_it_is(text: str) -> None:
    if not STANDARD.suspects(text.encode()):
        assert redacted(text) == (text, {})
