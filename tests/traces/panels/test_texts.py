import pytest

from traces.panels.texts import LONGEST, plain, text


@pytest.mark.parametrize(
    ("value", "shown", "code"),
    [
        ("Hello", "Hello", False),
        ('{"a": [1, 2]}', '{\n  "a": [\n    1,\n    2\n  ]\n}', True),
        ('{"a": 1, "a": ', '{"a": 1, "a": ', False),
        ("12", "12", False),
        ('{"ü": "é"}', '{\n  "ü": "é"\n}', True),
        ("", "", False),
    ],
)
def test_json_is_set_out_over_lines_and_other_text_left_alone(value: str, shown: str, code: bool) -> None:
    made = text(value)
    assert (made.text, made.code) == (shown, code)


def test_json_nested_beyond_reason_is_shown_as_it_came() -> None:
    assert text("[" * 50_000).text == "[" * 50_000


def test_a_long_text_is_cut_and_says_by_how_much() -> None:
    made = text("x" * (LONGEST + 7))
    assert (len(made.text), made.left_out) == (LONGEST, 7)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("as is", "as is"), (True, "true"), (None, "null"), (1.5, "1.5"), (["a", 1], '["a", 1]'),
        ({"__proto__": {}}, '{"__proto__": {}}'), (b"\x01\xff", '"01ff"'), (2**70, "1180591620717411303424"),
    ],
)  # fmt: skip
def test_attribute_values_of_any_type_become_text(value: object, shown: str) -> None:
    assert plain(value) == shown
