from collections.abc import Iterator
from typing import Any

import pytest

from aiops.demo import thinking
from aiops.demo.stub_openai import Stub
from tests.workflows.examples.shop import Shop
from tests.workflows.examples.shop import shop as a_shop
from workflows.engine import versions


@pytest.fixture(autouse=True)
def examples(settings: Any) -> Iterator[None]:
    settings.MANAGED_WORKFLOWS = [
        "workflows.examples.support_answer", "workflows.examples.refund_agent", "workflows.examples.ticket_triage",
    ]  # fmt: skip
    versions.forget()
    yield
    versions.forget()


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    with Stub(seed=7, reply=thinking.reply) as served:
        yield served


@pytest.fixture
def shop(stub: Stub, db: None) -> Shop:
    return a_shop(stub)
