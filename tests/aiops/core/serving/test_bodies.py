"""Bodies are bounded in size, in number and in time, and whoever is refused hears why."""

import select
import socket
import time

import pytest

from tests.aiops.core.serving.conftest import MEGABYTE, Served

HEAD = b"POST /x HTTP/1.1\r\nHost: a\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


@pytest.mark.parametrize("size", [0, 1, 70_000, MEGABYTE])
def test_a_body_up_to_the_bound_reaches_the_application_whole(served: Served, size: int) -> None:
    request = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % size + bytes(size)
    assert served.exchange(request).endswith(b"\r\n\r\n%d" % size)


def test_a_chunked_body_reaches_the_application_whole(served: Served) -> None:
    request = HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(bytes(40_000)) * 3 + chunk(b"")
    assert served.exchange(request).endswith(b"\r\n\r\n120000")


def test_too_long_a_body_is_refused_by_its_announced_length_before_it_is_sent(served: Served) -> None:
    with served.connect() as connection:
        started = time.monotonic()
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % (MEGABYTE + 1))
        answer = connection.recv(4096)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert time.monotonic() - started < 0.3


def test_too_long_a_chunked_body_is_refused_while_it_comes(served: Served) -> None:
    request = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(bytes(65536)) * 17
    with served.connect() as connection:
        connection.sendall(request)
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_an_endless_chunked_body_is_not_kept(served: Served) -> None:
    """The client sends 16 MB to a server that takes 1 MB; it still gets to read the answer."""
    with served.connect() as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(256):
            connection.sendall(chunk(bytes(65536)))
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")
        assert served.bridge.budget.held == 0


def test_expect_100_continue_spares_the_client_the_sending(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(HEAD + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % (MEGABYTE + 1))
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_drips_is_refused(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
        for _ in range(30):
            if select.select([connection], [], [], 0.1)[0]:
                break
            connection.sendall(b"x")
        assert connection.recv(4096).startswith(b"HTTP/1.1 408 ")


def test_bodies_beyond_what_the_process_may_hold_are_sent_away_for_a_second(served: Served) -> None:
    holders = [served.connect() for _ in range(3)]
    try:
        for holder in holders:
            holder.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % MEGABYTE + bytes(MEGABYTE - 1))
        wait_for_held(served, 3 * MEGABYTE - 3)
        answer = served.exchange(HEAD + b"Connection: close\r\nContent-Length: 100\r\n\r\n" + bytes(100))
    finally:
        for holder in holders:
            holder.close()
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 1\r\n" in answer.lower()


def test_what_a_client_that_hangs_up_held_is_given_back(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % MEGABYTE + bytes(500_000))
        wait_for_held(served, 500_000)
    wait_for_held(served, 0)


def test_slow_clients_hold_up_nobody(served: Served) -> None:
    """More of them than threads, each in the middle of a body."""
    slow = [served.connect() for _ in range(50)]
    try:
        for connection in slow:
            connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\nx")
        started = time.monotonic()
        answer = served.exchange(b"GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert time.monotonic() - started < 0.4
    finally:
        for connection in slow:
            connection.close()


def wait_for_held(served: Served, size: int) -> None:
    deadline = time.monotonic() + 5
    while served.bridge.budget.held != size:
        assert time.monotonic() < deadline, served.bridge.budget.held
        time.sleep(0.01)


def test_a_length_that_is_no_number_is_refused(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as connection:
        connection.sendall(HEAD + b"Content-Length: many\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 400 ")
