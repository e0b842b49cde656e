from hypothesis import example, given
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue

from traces.otlp.attributes import SHORT_BYTES, long_text

keys = st.text(min_size=1, max_size=40).filter(lambda key: "\0" not in key)


def raw(key: str, **value: object) -> bytes:
    return KeyValue(key=key, value=AnyValue(**value)).SerializeToString()  # type: ignore[arg-type]


@given(key=keys, text=st.text(min_size=1), copies=st.integers(1, 400))
@example(key="k", text="x", copies=124)  # sizes at which a length takes one byte more
@example(key="k", text="x", copies=128)
@example(key="k", text="x" * 100, copies=163)
@example(key="k", text="x" * 100, copies=164)
@example(key="k", text="x" * 41_943, copies=50)
def test_a_long_text_is_what_the_parser_reads(key: str, text: str, copies: int) -> None:
    sent = raw(key, string_value=text * copies)
    if len(sent) >= SHORT_BYTES and len(key.encode()) < 128:
        assert long_text(sent) == ((key, text * copies) if "\0" not in text else None)


@given(st.binary(min_size=SHORT_BYTES))
def test_of_any_bytes_it_reads_what_the_parser_reads_or_nothing(data: bytes) -> None:
    found = long_text(data)
    if found is not None:
        parsed = KeyValue.FromString(data)
        assert found == (parsed.key, parsed.value.string_value)


def test_what_is_no_text_is_left_to_the_parser() -> None:
    members = ArrayValue(values=[AnyValue(string_value="x" * 50)] * 3)
    assert long_text(raw("k", array_value=members)) is None
    assert long_text(raw("k", bytes_value=b"x" * 200)) is None
    assert long_text(raw("k" * 200, string_value="x")) is None
    assert long_text(raw("k", string_value="x" * 200) + raw("k", string_value="y")) is None
