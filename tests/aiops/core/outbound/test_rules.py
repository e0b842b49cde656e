import ipaddress
from typing import Any

import pytest

from aiops.core.outbound import RefusedError, Rules
from aiops.core.outbound.rules import is_public, parse


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.0.0.1", "172.16.9.9", "192.168.1.1", "169.254.169.254",  # noqa: S104
        "100.64.0.1",
        "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
        "2002:7f00:1::", "2001:0:1::1", "2001:db8::1", "fec0::1",
    ],
)  # fmt: skip
def test_what_lies_inside_a_network_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_anybody_may_reach_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("gopher://example.com/", "https"),
        ("file:///etc/passwd", "https"),
        ("javascript:alert(1)", "https"),
        ("//example.com/", "https"),
        ("https://", "no host"),
        ("https:///path", "no host"),
        ("https://good@127.0.0.1/", "no user"),
        ("https://example.com\\@127.0.0.1/", "backslash"),
        ("https://127。0。0。1/", "ASCII"),
        ("https://exa mple.com/", "spaces"),
        ("https://example.com/a\r\nHost: evil", "spaces"),
        ("https://example.com:99999/", "cannot be read"),
        ("https://example.com:0/", "port 0"),
        ("https://[::1", "cannot be read"),
        ("https://[fe80::1%25eth0]/", "no host"),
        ("", "https"),
    ],
)
def test_an_address_that_is_none_is_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        parse(url)


def test_the_path_keeps_its_query_and_loses_its_fragment() -> None:
    assert parse("https://Example.com./a%20b?c=d#e").path == "/a%20b?c=d"
    assert parse("https://Example.com./a").host == "example.com"


def test_what_is_shown_of_an_address_holds_none_of_its_secrets() -> None:
    assert parse("https://hooks.example.com/services/T0/SECRET?key=x").shown == "https://hooks.example.com:443"


def allowed(rules: Rules, url: str, *addresses: str) -> bool:
    try:
        rules.check(rules.read(url), [ipaddress.ip_address(each) for each in addresses])
    except RefusedError:
        return False
    return True


@pytest.mark.parametrize(
    ("rules", "url", "address", "may"),
    [
        (Rules(), "https://a.example/", "93.184.216.34", True),
        (Rules(), "http://a.example/", "93.184.216.34", False),
        (Rules(plain_http=True), "http://a.example/", "93.184.216.34", True),
        (Rules(plain_http=True), "http://a.example/", "127.0.0.1", False),
        (Rules(allow=("127.0.0.1",)), "http://a.example/", "127.0.0.1", True),
        (Rules(allow=("127.0.0.1:9000",)), "http://127.0.0.1:9000/", "127.0.0.1", True),
        (Rules(allow=("127.0.0.1:9000",)), "http://127.0.0.1:5432/", "127.0.0.1", False),
        (Rules(allow=("10.0.0.0/8",)), "https://a.example/", "10.9.8.7", True),
        (Rules(allow=("10.0.0.0/8:443",)), "https://a.example/", "10.9.8.7", True),
        (Rules(allow=("10.0.0.0/8:443",)), "https://a.example:444/", "10.9.8.7", False),
        (Rules(allow=("models.internal",)), "http://models.internal:8000/", "10.0.0.1", True),
        (Rules(allow=("models.internal:1",)), "http://models.internal:8000/", "10.0.0.1", False),
        (Rules(allow=("[::1]:80",)), "http://[::1]/", "::1", True),
        (Rules(allow=("::1",)), "http://[::1]/", "::1", True),
        (Rules(only=("hooks.example",)), "https://hooks.example/", "93.184.216.34", True),
        (Rules(only=("hooks.example",)), "https://other.example/", "93.184.216.34", False),
        (Rules(only=("93.184.0.0/16",)), "https://a.example/", "93.184.216.34", True),
        (Rules(only=("93.184.0.0/16",)), "https://a.example/", "8.8.8.8", False),
        (Rules(only=("93.184.0.0/16:444",)), "https://a.example/", "93.184.216.34", False),
        (Rules(only=("10.0.0.0/8",)), "https://a.example/", "10.0.0.1", False),
        (Rules(only=("hooks.example", "93.184.0.0/16")), "https://hooks.example/", "8.8.8.8", True),
        (Rules(allow=("10.0.0.0/8:https",)), "https://a.example/", "10.0.0.1", False),
    ],
)  # fmt: skip
def test_who_may_be_asked(rules: Rules, url: str, address: str, may: bool) -> None:
    assert allowed(rules, url, address) is may


def test_a_port_that_is_no_number_is_said() -> None:
    with pytest.raises(RefusedError, match="“https”"):
        Rules(only=("hooks.example:https",)).read("https://hooks.example/")


def test_the_address_inside_is_told_to_nobody() -> None:
    with pytest.raises(RefusedError) as refused:
        Rules().check(parse("https://a.example/"), [ipaddress.ip_address("10.1.2.3")])
    assert "10.1.2.3" not in str(refused.value)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    assert not allowed(Rules(), "https://a.example/", "93.184.216.34", "10.0.0.1")


@pytest.mark.parametrize(
    ("https", "host", "plain"),
    [(False, "127.0.0.1", True), (True, "127.0.0.1", False), (False, "0.0.0.0", False)],  # noqa: S104
)  # fmt: skip
def test_plain_http_is_for_the_loopback_default(settings: Any, https: bool, host: str, plain: bool) -> None:
    settings.HTTPS, settings.AIOPS_HOST = https, host
    assert Rules.of_settings().plain_http is plain
