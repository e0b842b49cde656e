"""The head of a request is bounded too, and what reaches the application is what was sent."""

import time

import pytest

from tests.aiops.core.serving.conftest import Served


def test_endless_headers_are_cut_off(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"x" * 70_000)
        assert connection.recv(4096).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "])
def test_a_head_that_does_not_come_is_not_waited_for(served: Served, sent: bytes) -> None:
    started = time.monotonic()
    with served.connect() as connection:
        connection.sendall(sent)
        assert connection.recv(4096) == b""
    assert 0.4 < time.monotonic() - started < 3


def test_a_second_request_that_drips_is_not_waited_for_either(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = b""
        while not answer.endswith(b"\r\n\r\n0"):
            answer += connection.recv(4096)
        connection.sendall(b"GET /x HT")
        assert connection.recv(4096) == b""


def test_two_lengths_that_disagree_are_refused(served: Served) -> None:
    request = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET"
    assert served.exchange(request).startswith(b"HTTP/1.1 400 ")


def test_a_header_with_an_underscore_cannot_pass_for_another(served: Served) -> None:
    head = b"GET /headers HTTP/1.1\r\nHost: a\r\nX_Api_Key: forged\r\nX-Two: 1\r\nX-Two: 2\r\nConnection: close\r\n\r\n"
    assert served.exchange(head).endswith(b"[('HTTP_X_TWO', '1,2')]")


def test_a_stream_arrives_in_pieces_and_whole(served: Served) -> None:
    answer = served.exchange(b"GET /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer.count(b"piece ") == 1000
