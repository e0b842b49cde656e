"""Large bodies are worked on one at a time, and only few threads wait for that."""

import threading
import time

import pytest

from aiops.core.errors import ApiError
from aiops.core.turns import Turns


def test_who_finds_the_queue_full_is_refused_at_once() -> None:
    turns, go_on, inside = Turns(wait_seconds=30.0, most_waiting=2), threading.Event(), []

    def work() -> None:
        with turns.turn():
            inside.append(1)
            go_on.wait(30)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    while turns._places._value:
        time.sleep(0.01)
    began = time.monotonic()
    with pytest.raises(ApiError) as refused, turns.turn():
        pass
    assert (refused.value.status, refused.value.retry_after) == (503, 2)
    assert time.monotonic() - began < 1
    assert len(inside) == 1
    go_on.set()
    for thread in threads:
        thread.join()
    assert len(inside) == 3


def test_who_has_waited_long_enough_is_refused_and_leaves_its_place() -> None:
    turns = Turns(wait_seconds=0.05, most_waiting=1)
    with turns.turn():
        for _ in range(3):
            with pytest.raises(ApiError), turns.turn():
                pass
    with turns.turn():
        pass
