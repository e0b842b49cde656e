import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from aiops.core.network import client_ip, neighbourhood, within


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "198.51.100.1"),
        (0, "1.2.3.4", "198.51.100.1"),  # nobody's word but the socket's
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "9.9.9.9, 1.2.3.4", "1.2.3.4"),  # the client wrote 9.9.9.9
        (2, "9.9.9.9, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "198.51.100.1"),  # came past one of the proxies
        (1, "not an address", ""),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_the_forwarded_address_is_believed_as_far_as_our_proxies_wrote_it(
    settings: LazySettings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_ip(request) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
    ],
)
def test_a_machine_with_many_addresses_is_one_neighbourhood(address: str, expected: str) -> None:
    assert neighbourhood(address) == expected


@pytest.mark.parametrize(
    ("address", "networks", "expected"),
    [
        ("10.1.2.3", ["10.0.0.0/8"], True),
        ("11.1.2.3", ["10.0.0.0/8"], False),
        ("::ffff:10.1.2.3", ["10.0.0.0/8"], True),
        ("2001:db8::5", ["10.0.0.0/8", "2001:db8::/32"], True),
        ("", ["0.0.0.0/0"], False),
    ],
)
def test_within_networks(address: str, networks: list[str], expected: bool) -> None:
    assert within(address, networks) is expected
