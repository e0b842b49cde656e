"""Cases that the machine of tests/test_facts_machine.py is about, as small as they get."""

import time

import pytest

from tests.facts import checks, wire
from tests.facts.model import Model
from tests.facts.product import Product
from tests.facts.rows import EVENT, SPAN, Fact

pytestmark = pytest.mark.django_db
MINUTE_NS = 60 * 10**9
START_NS = (time.time_ns() // 10**9 - 7200) * 10**9
TRACE, ONE, TWO = "a" * 32, "b" * 16, "c" * 16


@pytest.fixture
def product() -> Product:
    return Product({}, 3)


@pytest.fixture
def model() -> Model:
    return Model({}, 3)


def fact(span: str = ONE, source: int = SPAN, at_ns: int = START_NS, **more: object) -> Fact:
    return Fact(TRACE, span, source, at_ns, "answer", **more)  # type: ignore[arg-type]


def send(product: Product, model: Model, *facts: Fact) -> None:
    for each in facts:
        body = wire.spans([each]) if each.source == SPAN else wire.usage([each], [("e-1", True)])
        product.post("/v1/traces" if each.source == SPAN else "/api/v1/usage", body)
        model.arrives([each])


def test_a_span_and_an_event_of_it_that_began_at_one_moment_are_priced_anew(product: Product, model: Model) -> None:
    call = fact(call=True, tokens=(100, 10))
    send(product, model, call, fact(source=EVENT, call=True, tokens=(100, 10)))
    product.set_price(5)
    model.usd_per_million = 5
    product.begin_repricing()
    while product.go_on_repricing(100) is None:
        pass
    model.is_priced_anew(0, time.time_ns())
    product.drain()
    checks.all_agrees(product, model)


def test_usage_outside_of_runs_that_only_name_calls_without_usage_is_lost_from_no_run(
    product: Product, model: Model
) -> None:
    send(
        product,
        model,
        fact(tokens=(100, 10)),
        fact(TWO, parent=ONE, call=True, status="error", run="run-a"),
    )
    product.drain()
    checks.all_agrees(product, model)


def test_what_an_event_tells_counts_whichever_copy_of_its_span_began_first(product: Product, model: Model) -> None:
    """The first stored of a span's copies tells no usage; another, which began earlier, does."""
    send(
        product,
        model,
        fact(
            TWO, at_ns=START_NS - 20 * MINUTE_NS
        ),  # so early that the door does not see the first copy beside the other
        fact(call=True),
        fact(call=True, tokens=(70, 7), at_ns=START_NS - 5 * MINUTE_NS),
        fact(source=EVENT, call=True, tokens=(100, 10), at_ns=START_NS - 9 * MINUTE_NS),
    )
    product.drain()
    checks.all_agrees(product, model)
