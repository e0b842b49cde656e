import pytest
from django.conf import LazySettings

from aiops.core import keys


def test_a_key_reads_as_the_contract_says() -> None:
    text = str(keys.make())
    prefix, env, key_id, secret = text.split("_")
    assert (prefix, env, len(key_id), len(secret)) == ("aio", "live", 8, 32)


def test_a_key_survives_being_written_and_read() -> None:
    made = keys.make()
    assert keys.parse(str(made)) == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "aio_live_short_secret",
        "sk-" + "a" * 45,
        "aio_test_" + "a" * 8 + "_" + "b" * 32,  # another environment
        "AIO_live_" + "a" * 8 + "_" + "b" * 32,
        "aio_live_" + "a" * 8 + "_" + "b" * 33,
        "aio_live_" + "a" * 8 + "_" + "b" * 31 + "\n",
        "aio_live_" + "a" * 8 + "_" + "é" * 32,
        "aio_live_" + "a" * 8 + "_" + "\0" * 32,
        "x" * 1_000_000,
    ],
)
def test_what_cannot_be_a_key_is_none(text: str) -> None:
    assert keys.parse(text) is None


def test_the_stored_hash_is_not_the_secrets_own_hash_and_differs_by_pepper(settings: LazySettings) -> None:
    settings.KEY_PEPPER = "one"
    one = keys.digest("s" * 32)
    settings.KEY_PEPPER = "two"
    assert keys.digest("s" * 32) != one
    assert not keys.matches("s" * 32, one)


def test_without_a_pepper_it_comes_from_the_secret_key(settings: LazySettings) -> None:
    settings.KEY_PEPPER = ""
    settings.SECRET_KEY = "a" * 50
    one = keys.digest("s" * 32)
    settings.SECRET_KEY = "b" * 50
    assert keys.digest("s" * 32) != one
