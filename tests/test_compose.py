"""compose.yaml: read as Docker would read it, and its command lines run as it would run them, without Docker."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import yaml

from aiops.core.embedded.supervisor import WORKER
from aiops.demo import history, otlp
from tests.bench.stack import free_port, wait_up
from tests.servers import empty_database
from tests.test_settings_docs import ROWS
from tests.torture.verdict import traces_at

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "compose.yaml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "prepare")
PRODUCTION = (ROOT / "docs" / "how-to" / "production.md").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_it_is_the_product_with_a_database_and_a_queue_of_its_own() -> None:
    assert sorted(SERVICES) == ["database", "prepare", "queue", "web", "worker"]
    assert SERVICES["database"]["image"] == "postgres:18"
    assert all(SERVICES[name]["build"] == "." for name in OURS)


def test_whatever_goes_on_running_has_a_health_check_and_is_started_again() -> None:
    for name in set(SERVICES) - {"prepare"}:
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
        assert SERVICES[name]["restart"] == "unless-stopped"


def test_a_service_waits_for_what_it_needs() -> None:
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}
    for service in SERVICES.values():
        for needed, how in service.get("depends_on", {}).items():
            assert "healthcheck" in SERVICES[needed] or how["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_ours_is_documented(name: str) -> None:
    assert set(SERVICES[name]["environment"]) <= set(ROWS)


def test_every_variable_to_fill_in_is_in_the_how_to_and_secrets_have_no_default() -> None:
    asked = re.findall(r"\$\{(\w+)(:?[?-]?)", TEXT)
    assert all(f"`{name}`" in PRODUCTION for name, _ in asked)
    for secret in ("AIOPS_SECRET_KEY", "POSTGRES_PASSWORD"):
        assert {how for name, how in asked if name == secret} <= {":?", ""}
        assert (secret, ":?") in asked


def test_data_lies_in_a_declared_volume_where_postgresql_18_keeps_it() -> None:
    assert SERVICES["database"]["volumes"] == ["database:/var/lib/postgresql"]
    assert "database" in COMPOSE["volumes"]


def test_only_this_machine_reaches_it_before_tls_stands_in_front() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:${AIOPS_PORT:-8000}:8000"]


def test_the_image_runs_locked_packages_as_nobody_in_particular() -> None:
    lines = DOCKERFILE.splitlines()
    assert "RUN uv sync --frozen --no-dev --no-cache" in lines
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users
    assert users[-1] not in {"root", "0"}


def test_the_worker_is_started_as_up_starts_it() -> None:
    assert SERVICES["worker"]["command"] == ["celery", *WORKER]


@pytest.fixture
def database() -> Iterator[str]:
    with empty_database("compose") as address:
        yield address


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[str]:
    """Where this machine has no Valkey or Redis, the test does without: the queue is then in the database."""
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        yield ""
        return
    port = free_port()
    with running([program, "--port", str(port), "--save", "", "--appendonly", "no"], dict(os.environ), tmp_path):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def running(command: list[str], environment: dict[str, str], folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with (folder / f"{Path(command[0]).name}.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def here(command: list[str]) -> list[str]:
    """A command of the image, in this environment."""
    programs = {"python": sys.executable, "celery": str(Path(sys.executable).with_name("celery"))}
    return [programs[command[0]], *command[1:]]


def within(seconds: float, condition: Callable[[], Any]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


@pytest.mark.faults
def test_its_command_lines_take_a_trace_and_settle_it(database: str, queue: str, tmp_path: Path) -> None:
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": database,
        "CELERY_BROKER_URL": queue,
        "AIOPS_HOME": str(tmp_path / "home"),
        "AIOPS_PORT": str(port),
        "AIOPS_SECRET_KEY": "0" * 64,
    }

    def run(*command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(here([*command]), cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def once(*command: str) -> str:
        done = run(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    once(*SERVICES["prepare"]["command"])
    key = once("python", "manage.py", "create_key", "shop", "--scope", "ingest", "--scope", "read")
    url = f"http://127.0.0.1:{port}"
    with (
        running(here(SERVICES["web"]["command"]), environment, tmp_path),
        running(here(SERVICES["worker"]["command"]), environment, tmp_path),
    ):
        assert wait_up(url, seconds=60)
        [body] = otlp.bodies(history.runs(1, time.time_ns(), 1, 1), 100)
        headers = {"Content-Type": "application/x-protobuf", "x-api-key": key}
        with urlopen(Request(f"{url}/v1/traces", body, headers), timeout=30) as answer:
            assert answer.read() == b""
        assert within(60, lambda: [each["settled"] for each in traces_at(url, key)] == [True])
        once(*[part.replace(":8000/", f":{port}/") for part in SERVICES["web"]["healthcheck"]["test"][1:]])
        check = SERVICES["worker"]["healthcheck"]["test"][1:]
        assert within(60, lambda: run(*check).returncode == 0), run(*check)
