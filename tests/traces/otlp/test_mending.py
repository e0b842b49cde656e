"""Text that is no UTF-8 is mended within bounds: however a body is crafted, it costs some fields and some copies."""

import tracemalloc
from collections.abc import Callable

import pytest

from tests.traces.otlp import wire
from traces import otlp
from traces.otlp.decoded import MAX_SPANS, PARTS_A_SPAN
from traces.otlp.logs import decode_logs

BAD = wire.field(1, b"a\xffb")  # an AnyValue
ONE = wire.field(1, b"\x18\x01")  # the number 1 as a member of a list
MEGABYTE = 1024 * 1024
Body = Callable[[int], bytes]


def listing(members: int) -> bytes:
    """A list as an AnyValue: two fields a member, and at its end text that makes the parser refuse all of it."""
    return wire.field(5, ONE * members + wire.field(1, BAD))


def crowded(members: int) -> bytes:
    return wire.attribute(b"k", listing(members))


def spent(decoded: otlp.Decoded, max_spans: int = MAX_SPANS) -> int:
    return max_spans * PARTS_A_SPAN - decoded.mending_left


def test_a_long_list_with_one_bad_text_is_mended_in_one_walk() -> None:
    decoded = otlp.decode(wire.request_of(wire.span(1, crowded(1_000))), "protobuf")
    assert decoded.spans[0].attributes["k"] == [1] * 1_000 + ["a\ufffdb"]
    assert decoded.notes == {"replaced_utf8": 1}
    assert spent(decoded) == 2 * 1_000 + 5  # key, value, list, member, text


def test_what_is_left_to_mend_is_shared_by_all_spans_and_the_good_ones_are_kept() -> None:
    """10 spans may have 400 fields mended, and each of these has 105: the first three are."""
    spans = [wire.span(number, crowded(50)) for number in range(1, 10)]
    decoded = otlp.decode(wire.request_of(*spans, wire.span(10)), "protobuf", 10)
    assert [span.index for span in decoded.spans] == [0, 1, 2, 9]
    assert {(each.field, each.code) for each in decoded.rejected} == {("attributes", "malformed")}
    assert decoded.rejected[0].reason == "is not valid, and there is too much of that to mend"
    assert spent(decoded, 10) <= 400 + len(spans)


@pytest.mark.parametrize(
    "body",
    [
        lambda size: wire.request_of(wire.span(1, wire.field(11, wire.field(2, b"\xff") + b"\x18\x00" * size))),
        lambda size: wire.request_of(wire.span(1, wire.field(13, wire.field(3, b"\xff") + b"\x30\x00" * size))),
        lambda size: wire.field(1, wire.field(1, b"\x10\x00" * size + b"\x0a\x05") + wire.field(2, b"\x12\x00")),
        lambda size: wire.field(1, wire.field(2, wire.field(1, b"\x20\x00" * size + b"\x0a\x01\xff") + b"\x12\x00")),
    ],
    ids=["event", "link", "resource", "scope"],
)  # fmt: skip
def test_whatever_part_is_bad_its_fields_are_counted(body: Body) -> None:
    decoded = otlp.decode(body(3_000), "protobuf", 10)
    assert (len(decoded.spans), [each.code for each in decoded.rejected]) == (0, ["malformed"])
    assert spent(decoded, 10) <= 401


def test_the_body_of_a_log_record_is_counted_too() -> None:
    record = wire.field(5, listing(3_000))
    records, decoded = decode_logs(wire.field(1, wire.field(2, wire.field(2, record))), "protobuf", 10)
    assert (records, [each.field for each in decoded.rejected]) == ([], ["body"])
    assert spent(decoded, 10) <= 401


def test_a_resource_that_cannot_be_read_is_tried_once_for_all_its_scopes() -> None:
    resource = wire.field(1, b"\x10\x00" * 20 + b"\x0a\x05")  # cut short
    scopes = wire.field(2, wire.field(2, wire.span(1))) * 50
    decoded = otlp.decode(wire.field(1, resource + scopes), "protobuf")
    assert (len(decoded.rejected), spent(decoded)) == (50, 21)


def test_text_deep_inside_is_copied_once_and_not_at_every_level() -> None:
    value = wire.field(1, b"\xff" + b"x" * MEGABYTE)
    for _ in range(14):
        value = wire.field(6, wire.field(1, wire.field(1, b"k") + wire.field(2, value)))
    body = wire.request_of(wire.span(1, wire.attribute(b"k", value)))
    tracemalloc.start()
    decoded = otlp.decode(body, "protobuf")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert decoded.notes == {"replaced_utf8": 1}
    assert peak < 10 * MEGABYTE  # 30 levels of messages
