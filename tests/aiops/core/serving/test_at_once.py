"""A probe is answered while every thread is busy."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiops.core.serving.bridge import Bridge


def test_a_path_with_a_thread_of_its_own_does_not_wait_for_the_others() -> None:
    busy, go_on = threading.Event(), threading.Event()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/slow":
            busy.set()
            go_on.wait(30)
        start_response("200 OK", [])
        return [b"done"]

    async def both() -> list[str]:
        bridge = Bridge(application, 1, 1000, 1000, at_once=frozenset({"/healthz"}))
        answered: list[str] = []
        slow = asyncio.create_task(ask(bridge, "/slow", answered))
        await asyncio.to_thread(busy.wait, 30)
        await asyncio.wait_for(ask(bridge, "/healthz", answered), 10)
        go_on.set()
        await slow
        bridge.pool.shutdown()
        bridge.own_thread.shutdown()
        return answered

    with ThreadPoolExecutor(1) as elsewhere:  # browser tests leave a loop running in this thread
        assert elsewhere.submit(lambda: asyncio.run(both())).result() == ["/healthz", "/slow"]


async def ask(bridge: Bridge, path: str, answered: list[str]) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.body":
            answered.append(path)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "http_version": "1.1", "headers": []}
    await bridge(scope, receive, send)
