from functools import partial
from http.client import HTTPConnection

from tests.aiops.core.serving.conftest import MEGABYTE, Served


def test_a_file_arrives_whole_from_where_it_stands(served: Served) -> None:
    connection = HTTPConnection("127.0.0.1", served.port)
    connection.request("GET", "/file")
    assert connection.getresponse().read() == bytes(16 * MEGABYTE)
    connection.close()


def test_whoever_reads_a_file_slowly_holds_no_thread(served: Served) -> None:
    slow = []
    for _ in range(served.bridge.threads + 2):
        slow.append(served.connect())  # only now: a connection that asks nothing for long is closed
        slow[-1].sendall(b"GET /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert slow[-1].recv(12) == b"HTTP/1.1 200"
    answer = served.exchange(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    for each in slow:
        with each:
            assert sum(map(len, iter(partial(each.recv, MEGABYTE), b""))) > 16 * MEGABYTE
