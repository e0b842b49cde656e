"""Second looks: what a pattern found, is it a secret?"""

import base64
import binascii
from collections.abc import Iterator
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
    """Where card numbers stand in a run of digits, blanks and dashes: whole groups, a brand's length, Luhn."""
    groups = run.replace("-", " ").split(" ")
    starts = [0, *accumulate(len(group) + 1 for group in groups)]
    first = 0
    while first < len(groups):
        ends = range(first, min(first + 19, len(groups)))
        last = next((last for last in ends if is_card("".join(groups[first : last + 1]))), None)
        if last is not None:
            yield starts[first], starts[last] + len(groups[last])
            first = last
        first += 1


def is_card(digits: str) -> bool:
    return (
        14 <= len(digits) <= 19
        and any(len(digits) in lengths and digits.startswith(prefixes) for prefixes, lengths in BRANDS)
        and luhn(digits)
    )


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit: from the right, every second digit doubled, sum divisible by 10."""
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
