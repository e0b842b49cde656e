import time
from http.client import HTTPConnection

from tests.aiops.core.serving.conftest import Served


def test_an_answer_on_a_kept_connection_does_not_wait_for_an_acknowledgement(served: Served) -> None:
    """Headers and body leave in two writes; with Nagle's algorithm the second waited 40 ms for the client's ACK."""
    connection = HTTPConnection("127.0.0.1", served.port)
    times = []
    for _ in range(20):
        began = time.perf_counter()
        connection.request("GET", "/")
        connection.getresponse().read()
        times.append(time.perf_counter() - began)
    connection.close()
    assert sorted(times)[10] < 0.03
