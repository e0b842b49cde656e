"""Text out of JSON that a span carried: escapes in it can make what neither PostgreSQL nor UTF-8 can hold."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def storable(text: str) -> str:
    """The text with NUL and lone surrogates replaced, as the decoder does with what is sent plainly.

    >>> storable("a\\0b")
    'a\ufffdb'
    """
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", REPLACEMENT)
