import pytest

from tests.traces.api.calling import Caller, caller
from traces.store import partitions


@pytest.fixture(autouse=True)
def _fresh_partitions() -> None:
    partitions.forget()


@pytest.fixture
def shop(db: None) -> Caller:
    return caller("shop")


@pytest.fixture
def bank(db: None) -> Caller:
    return caller("bank")
