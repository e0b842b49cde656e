"""Raw resources are kept for a minute and no longer."""

from time import monotonic

import pytest

from tests.factories import batch
from traces.ingest import ingest, kept
from traces.otlp import protobuf
from traces.types import Resource

pytestmark = pytest.mark.django_db


def test_what_is_kept_of_requests_is_forgotten_when_it_is_old() -> None:
    kept.forget_old(monotonic() + 10 * kept.SECONDS_KEPT)
    protobuf.remember(b"raw", b"", Resource({"host.name": "laptop of ada"}))
    kept.forget_old(monotonic() + 10.5 * kept.SECONDS_KEPT)
    assert protobuf.known(b"raw", b"") is not None
    kept.forget_old(monotonic() + 11.5 * kept.SECONDS_KEPT)
    assert protobuf.known(b"raw", b"") is None


def test_every_request_looks_whether_it_is_old() -> None:
    protobuf.remember(b"raw", b"", Resource({}))
    kept._since = monotonic() - 2 * kept.SECONDS_KEPT
    ingest(batch([]))
    assert protobuf.known(b"raw", b"") is None
