"""Foreign text on one line: what a client sends must not forge a line of a log or colour a terminal."""

_ESCAPES = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}
_ESCAPES |= {ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_ESCAPES |= {code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}  # turn text around


def one_line(text: object, limit: int = 200) -> str:
    """The text with control characters spelled out, cut to `limit` characters with an ellipsis."""
    line = str(text)[: limit + 1].translate(_ESCAPES)
    return line if len(line) <= limit else line[: limit - 1] + "…"
