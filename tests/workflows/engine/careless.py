"""A managed workflow as one should not write it, for `workflows check`; not among MANAGED_WORKFLOWS of other tests."""

import random
import time
import urllib.request
import uuid
from datetime import UTC, date, datetime
from random import randint

from workflows.engine.declare import WorkflowDefinition, step
from workflows.engine.flow import Flow


@step
def roll() -> int:
    return randint(1, 6)  # in a step: fine


def helper() -> float:
    return random.random()


def careless(flow: Flow) -> object:
    """Warned of: six calls, one of them in a helper."""
    at = time.time()
    day = datetime.now(UTC)
    name = uuid.uuid4()
    page = urllib.request.urlopen("http://127.0.0.1/")
    own = helper()
    more = randint(1, 6)
    fine = [date(2026, 1, 1), uuid.UUID(int=1), random.Random(1), flow.step(roll), time.strptime("1", "%d")]
    return [at, day, name, page, own, more, fine]


CARELESS = WorkflowDefinition(careless, "careless")
