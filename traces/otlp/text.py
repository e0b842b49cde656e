"""Text that PostgreSQL, JSON and a browser can all hold: no NUL, no lone surrogates, valid UTF-8."""

from collections import Counter

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def from_utf8(raw: bytes, notes: Counter[str]) -> str:
    """The bytes as text; what is not UTF-8 (also overlong forms and encoded surrogates) and NUL become U+FFFD."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        notes["replaced_utf8"] += 1
        text = raw.decode("utf-8", "replace")
    return without_nul(text, notes) if "\0" in text else text


def without_nul(text: str, notes: Counter[str]) -> str:
    notes["replaced_nul"] += 1
    return text.replace("\0", REPLACEMENT)


def clean(text: str, notes: Counter[str]) -> str:
    """The same for text that is already decoded; only a decoder more lenient than UTF-8 leaves surrogates in it."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            notes["replaced_surrogate"] += 1
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return without_nul(text, notes) if "\0" in text else text
