"""Real message brokers that tests start for themselves on free ports of loopback, and may flush and kill."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import amqp
import pytest
import redis

from tests.bench.stack import free_port

START_SECONDS = 60
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # not the one in the path: that wants to be another user


@dataclass
class Broker:
    url: str
    port: int
    process: "subprocess.Popen[bytes]"
    flush: Callable[[], object]

    def kill(self) -> None:
        """As a crash would, with all that it keeps in memory."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)


@contextmanager
def redis_server(folder: Path) -> Iterator[Broker]:
    """Valkey, or else Redis: they speak the same protocol."""
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        pytest.skip("no valkey-server and no redis-server: apt-get install redis-server")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with _running(command, {}, folder, port) as process, redis.Redis(port=port) as client:
        yield Broker(f"redis://127.0.0.1:{port}/0", port, process, client.flushall)


@contextmanager
def rabbitmq_server(folder: Path) -> Iterator[Broker]:
    if not RABBITMQ.exists():
        pytest.skip(f"no {RABBITMQ}: apt-get install rabbitmq-server")
    port, mapper = free_port(), free_port()
    environment = {
        "HOME": str(folder),  # where Erlang keeps its cookie
        "RABBITMQ_NODENAME": f"test{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "ERL_EPMD_PORT": str(mapper),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none",
        "RUNNING_UNDER_SYSTEMD": "1",  # no shell stays between us and it
    }
    try:
        with _running([str(RABBITMQ)], environment, folder, port) as process:
            url = f"amqp://guest:guest@127.0.0.1:{port}//"
            yield Broker(url, port, process, lambda: _delete_queue(port))
    finally:  # the one process it leaves behind
        mapper_off = ["epmd", "-port", str(mapper), "-kill"]
        subprocess.run(mapper_off, capture_output=True, check=False)


def _delete_queue(port: int) -> None:
    with amqp.Connection(f"127.0.0.1:{port}") as connection:
        connection.channel().queue_delete("celery")


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], folder: Path, port: int
) -> Iterator["subprocess.Popen[bytes]"]:
    with (folder / "broker.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=os.environ | environment, cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait_for(port, process, folder / "broker.log")
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"no broker: {log.read_text()[-2000:]}")
