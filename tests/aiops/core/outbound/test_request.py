"""Against real servers on loopback: what arrives, and every way in which the other side may misbehave."""

import ipaddress
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from aiops.core.outbound import (
    BrokenError,
    CancelledError,
    Limits,
    OutboundError,
    RefusedError,
    Request,
    Rules,
    TimedOutError,
    TooLargeError,
    UnreachableError,
    send,
)
from tests.listeners import Listener, http_listener, raw_listener

LOOPBACK = Rules(allow=("127.0.0.1",))
CERTIFICATE = Path(__file__).parent / "loopback.pem"
SOON = Limits(connect_seconds=0.3, read_seconds=0.3, total_seconds=0.6, max_bytes=1000)


def resolved(*addresses: str) -> Callable[[str, int], list[Any]]:
    return lambda _host, _port: [ipaddress.ip_address(each) for each in addresses]


@pytest.fixture
def listener() -> Iterator[Listener]:
    with http_listener() as running:
        yield running


def test_a_json_body_and_headers_arrive_and_the_answer_comes_back(listener: Listener) -> None:
    listener.status, listener.body, listener.headers = 201, b'{"a":1}', {"X-Kind": "test"}
    asking = Request.of_json("POST", listener.url + "?q=1", {"n": 1}, {"Authorization": "Bearer x"})
    answer = send(asking, rules=LOOPBACK)
    asked = listener.asked[0]
    assert (asked.method, asked.path, asked.body) == ("POST", "/hook?q=1", b'{"n":1}')
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["authorization"] == "Bearer x"
    assert asked.headers["host"] == f"127.0.0.1:{listener.port}"
    assert (answer.status, answer.ok, answer.json(), answer.headers["x-kind"]) == (201, True, {"a": 1}, "test")


def test_loopback_is_refused_unless_the_server_says_so_and_nothing_arrives(listener: Listener, settings: Any) -> None:
    with pytest.raises(RefusedError, match="inside our own network"):
        send(Request("GET", listener.url))
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{listener.port}"]
    assert send(Request("GET", listener.url)).status == 200
    assert len(listener.asked) == 1


@pytest.mark.parametrize("host", ["localhost", "0", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_loopback_in_disguise_is_refused(listener: Listener, host: str) -> None:
    with pytest.raises(OutboundError) as caught:
        send(Request("GET", f"http://{host}:{listener.port}/"))
    assert caught.value.kind in {"refused", "unreachable"}  # a machine without IPv6 resolves [::1] to nothing
    assert not listener.asked


def test_a_name_is_looked_up_once_and_the_checked_address_is_the_one_connected(listener: Listener) -> None:
    """A name that is one thing when it is checked and another when it is connected: there is no second look-up."""
    asked = []

    def rebinding(host: str, port: int) -> list[Any]:
        asked.append(host)
        return [ipaddress.ip_address("127.0.0.1" if len(asked) > 1 else "::1")]

    rules = Rules(plain_http=True, allow=("::1",))
    with pytest.raises(OutboundError):
        send(Request("GET", f"http://rebind.test:{listener.port}/"), rules=rules, resolve=rebinding, limits=SOON)
    assert (asked, listener.asked) == (["rebind.test"], [])


def test_a_name_keeps_its_host_header_at_a_pinned_address(listener: Listener) -> None:
    send(Request("GET", f"http://hooks.test:{listener.port}/"), rules=LOOPBACK, resolve=resolved("127.0.0.1"))
    assert listener.asked[0].headers["host"] == f"hooks.test:{listener.port}"


def test_a_redirect_is_an_answer_and_is_not_followed(listener: Listener) -> None:
    listener.status, listener.headers = 302, {"Location": f"http://127.0.0.1:{listener.port}/inside"}
    answer = send(Request("GET", listener.url), rules=LOOPBACK)
    assert (answer.status, answer.ok, len(listener.asked)) == (302, False, 1)


def test_more_than_the_limit_is_not_read(listener: Listener) -> None:
    listener.body = b"x" * 1001
    with pytest.raises(TooLargeError, match="1,000 bytes"):
        send(Request("GET", listener.url), rules=LOOPBACK, limits=SOON)
    listener.body = b"x" * 1000
    assert len(send(Request("GET", listener.url), rules=LOOPBACK, limits=SOON).body) == 1000


def slowly(wire: socket.socket) -> None:
    wire.recv(65536)
    for each in b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000:
        wire.sendall(bytes([each]))
        time.sleep(0.02)


def silent(wire: socket.socket) -> None:
    while wire.recv(65536):
        pass


def endless(wire: socket.socket) -> None:
    wire.recv(65536)
    wire.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        wire.sendall(b"x" * 65536)


def babble(wire: socket.socket) -> None:
    wire.recv(65536)
    wire.sendall(b"220 mail.example ESMTP\r\n")


def half(wire: socket.socket) -> None:
    wire.recv(65536)
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


def half_a_chunk(wire: socket.socket) -> None:
    wire.recv(65536)
    wire.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf")


def headers_for_ever(wire: socket.socket) -> None:
    wire.recv(65536)
    wire.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 5000)


@pytest.mark.parametrize(
    ("talk", "error"),
    [
        (slowly, TimedOutError),
        (silent, TimedOutError),
        (endless, TooLargeError),
        (babble, BrokenError),
        (half, BrokenError),
        (half_a_chunk, BrokenError),
        (headers_for_ever, BrokenError),
    ],
)
def test_a_server_that_misbehaves_is_left_and_the_caller_knows_it_may_have_acted(
    talk: Callable[[socket.socket], None], error: type[OutboundError]
) -> None:
    with raw_listener(talk) as port, pytest.raises(error) as caught:
        send(Request.of_json("POST", f"http://127.0.0.1:{port}/", {}), rules=LOOPBACK, limits=SOON)
    assert caught.value.may_have_arrived


def test_a_server_that_takes_nothing_is_left_too() -> None:
    def deaf(wire: socket.socket) -> None:
        time.sleep(2)

    with raw_listener(deaf) as port, pytest.raises(TimedOutError, match=r"took nothing|whole time"):
        send(Request("POST", f"http://127.0.0.1:{port}/", body=b"x" * 50_000_000), rules=LOOPBACK, limits=SOON)


def test_nobody_at_home_is_unreachable_and_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(UnreachableError, match="refused") as caught:
        send(Request("GET", f"http://127.0.0.1:{port}/"), rules=LOOPBACK)
    assert not caught.value.may_have_arrived


def test_the_next_address_is_tried_when_the_first_is_dead(listener: Listener) -> None:
    """Nobody listens on ::1; both are named in the rules."""
    rules = Rules(allow=("127.0.0.1", "::1"))
    url = f"http://hooks.test:{listener.port}/"
    assert send(Request("GET", url), rules=rules, resolve=resolved("::1", "127.0.0.1")).ok


def test_a_resolver_that_hangs_keeps_nobody_for_longer_than_the_whole_time() -> None:
    def hanging(host: str, port: int) -> list[Any]:
        time.sleep(1.5)
        return []

    with pytest.raises(TimedOutError):
        send(Request("GET", "https://slow.test/"), resolve=hanging, limits=SOON)


def test_a_name_without_an_address_is_unreachable() -> None:
    with pytest.raises(UnreachableError, match=r"nowhere\.test has no address"):
        send(Request("GET", "https://nowhere.test/"), resolve=resolved())


def test_a_cancelled_call_is_left_soon() -> None:
    soon = time.monotonic() + 0.1
    with raw_listener(silent) as port, pytest.raises(CancelledError):
        send(
            Request("GET", f"http://127.0.0.1:{port}/"),
            rules=LOOPBACK,
            cancelled=lambda: time.monotonic() > soon,
        )


def test_tls_is_checked_by_the_name_at_the_pinned_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with http_listener(CERTIFICATE) as listener:
        good = f"https://hooks.test:{listener.port}/"
        assert send(Request("GET", good), rules=LOOPBACK, resolve=resolved("127.0.0.1")).ok
        with pytest.raises(UnreachableError, match="cannot be trusted"):
            send(Request("GET", good.replace("hooks", "other")), rules=LOOPBACK, resolve=resolved("127.0.0.1"))


def test_a_certificate_nobody_vouches_for_is_not_trusted() -> None:
    with http_listener(CERTIFICATE) as listener, pytest.raises(UnreachableError, match="cannot be trusted"):
        send(Request("GET", f"https://hooks.test:{listener.port}/"), rules=LOOPBACK, resolve=resolved("127.0.0.1"))
    assert not listener.asked


@pytest.mark.parametrize("header", [{"X-A": "b\r\nX-Evil: 1"}, {"X A": "b"}, {"X-A": "\u20ac"}])
def test_a_header_that_would_break_the_request_is_refused(listener: Listener, header: dict[str, str]) -> None:
    with pytest.raises(RefusedError):
        send(Request("GET", listener.url, header), rules=LOOPBACK)
    assert not listener.asked


def test_an_answer_that_is_no_json_is_said(listener: Listener) -> None:
    with pytest.raises(BrokenError, match="no JSON"):
        send(Request("GET", listener.url), rules=LOOPBACK).json()
