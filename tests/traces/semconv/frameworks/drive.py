"""`python -m tests.traces.semconv.frameworks.drive FRAMEWORK STUB_URL DOOR_URL`: all its scenarios, one POST each.

The header `x-scenario` tells the door which scenario a body belongs to.
"""

import sys
from collections.abc import Callable
from importlib import import_module

import requests
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tests.traces.semconv.frameworks import FRAMEWORKS

Scenarios = dict[str, Callable[[], object]]


def main(framework: str, stub_url: str, door_url: str) -> None:
    """Each driver has `scenarios(processor, stub_url, framework)`: sets the framework up, says what to do with it."""
    assert framework in FRAMEWORKS
    name = framework.partition("-v")[0].removesuffix("-genai").replace("-", "_")
    driver = import_module(f"tests.traces.semconv.frameworks.drivers.{name}")
    session = requests.Session()
    processor = BatchSpanProcessor(OTLPSpanExporter(endpoint=door_url, session=session), schedule_delay_millis=60_000)
    scenarios: Scenarios = driver.scenarios(processor, stub_url, framework)
    for scenario, act in scenarios.items():
        session.headers["x-scenario"] = scenario
        act()
        processor.force_flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
