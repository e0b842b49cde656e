"""Second looks: what a pattern found, is it a secret?"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate

# Length by the first digits of the number. Source: ISO/IEC 7812 issuer ranges of the large brands.
BRANDS = (
    (("34", "37"), (15,)),  # American Express
    (("300", "301", "302", "303", "304", "305", "36", "38"), (14,)),  # Diners Club
    (("4",), (16, 19)),  # Visa
    (("51", "52", "53", "54", "55", "22", "23", "24", "25", "26", "27"), (16,)),  # Mastercard
    (("6011", "64", "65"), (16, 19)),  # Discover
    (("35",), (16,)),  # JCB
    (("62",), (16, 17, 18, 19)),  # UnionPay
)
LONGEST_PREFIX = max(len(prefix) for prefixes, _ in BRANDS for prefix in prefixes)
HARMLESS = frozenset({"true", "false", "null", "none", "undefined", "string", "required", "optional", "redacted"})


def has_digit(found: str) -> bool:
    return any(character.isdigit() for character in found)


def is_quoted_secret(found: str) -> bool:
    """A quoted value behind a name such as password: anything but a placeholder."""
    text = found.strip()
    if text.count(" ") >= 3 and not has_digit(text):
        return False  # a sentence, such as the description of a parameter
    return text.lower() not in HARMLESS and not text.startswith(("${", "{{", "<", "%(", "$(")) and set(text) != {"*"}


def is_bare_secret(found: str) -> bool:
    """Without quotes it may be prose ("password: required"), so it needs a digit, and more than digits."""
    return is_quoted_secret(found) and has_digit(found) and not found.replace(".", "").isdigit()


def is_basic_auth(found: str) -> bool:
    """Base64 of user:password."""
    try:
        decoded = base64.b64decode(found + "=" * (-len(found) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    return ":" in decoded and decoded.isprintable()


def has_card(found: str) -> bool:
    return any(True for _ in cards(found))


def cards(run: str) -> Iterator[tuple[int, int]]:
    """Where card numbers stand in a run of digits, blanks and dashes: whole groups, a brand's length, Luhn.

    In time linear in the run, however many groups it has.
    """
    groups = run.replace("-", " ").split(" ")
    starts = [0, *accumulate(len(group) + 1 for group in groups)]
    digits, offsets = "".join(groups), [0, *accumulate(map(len, groups))]
    ends = {offset: place for place, offset in enumerate(offsets)}
    sums = _luhn_sums(digits)
    first = 0
    while first < len(groups):
        last = _end_of_card(digits, offsets[first], ends, sums)
        if last is not None:
            yield starts[first], starts[last - 1] + len(groups[last - 1])
            first = last - 1
        first += 1


def _end_of_card(digits: str, at: int, ends: Mapping[int, int], sums: tuple[list[int], list[int]]) -> int | None:
    """The first group after the shortest card that begins there and ends with a group; None: none does."""
    for length in _lengths_of(digits[at : at + LONGEST_PREFIX]):
        end = at + length
        if end in ends and (sums[end % 2][end] - sums[end % 2][at]) % 10 == 0:
            return ends[end]
    return None


@cache
def _lengths_of(prefix: str) -> tuple[int, ...]:
    """Of the brands whose numbers begin so, ascending."""
    return tuple(sorted({length for prefixes, lengths in BRANDS if prefix.startswith(prefixes) for length in lengths}))


def _luhn_sums(digits: str) -> tuple[list[int], list[int]]:
    """Sums of the digits before each place, doubled (9 taken off above 9) at even places, and at odd ones: of a number
    that ends before an even place the even ones count double, so any stretch is checked by one subtraction."""
    values = [ord(digit) - 48 for digit in digits]
    doubled = [value * 2 - 9 * (value > 4) for value in values]
    even = [
        double if place % 2 == 0 else value for place, (value, double) in enumerate(zip(values, doubled, strict=True))
    ]
    odd = [
        value if place % 2 == 0 else double for place, (value, double) in enumerate(zip(values, doubled, strict=True))
    ]
    return [0, *accumulate(even)], [0, *accumulate(odd)]
