"""Masks personal data in what a model is sent: <EMAIL_1>, <PHONE_1>, ..., the same for the same within one call.

A mask can be taken off the answer again (`Masks.restore`), so the model never sees what the person reads. Forms only:
a name or an address in prose has none, and passes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import re2  # type: ignore[import-untyped]

from traces.redaction import checks
from workflows.policies.errors import PolicyError
from workflows.policies.guards.verdict import Context, Verdict, mapped

Check = Callable[[str], bool]


def is_iban(found: str) -> bool:
    """ISO 13616: the first four characters moved to the end, letters as numbers from 10, is 1 modulo 97."""
    code = found.replace(" ", "").upper()
    if not 15 <= len(code) <= 34:
        return False
    return int("".join(str(int(each, 36)) for each in code[4:] + code[:4])) % 97 == 1


def is_ssn(found: str) -> bool:
    """Area, group and serial that the US Social Security Administration gives out."""
    area, group, serial = found.split("-")
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def is_ip(found: str) -> bool:
    parts = found.split(".")
    return all(int(part) <= 255 for part in parts) and parts[0] not in {"0", "127"}


def _always(_: str) -> bool:
    return True


# In order: what an earlier one took is not looked at again.
FORMS: dict[str, tuple[str, Check]] = {
    "email": (r"\b([A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24})\b", _always),
    "iban": (r"\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)\b", is_iban),
    "card": (r"\b([2-6](?:[ -]?\d){13,18})\b", checks.has_card),
    "ssn": (r"\b(\d{3}-\d{2}-\d{4})\b", is_ssn),
    "phone": (
        (
            r"(\+\d{1,3}(?:[ .()/-]{0,2}\d){7,12}|\(\d{3}\) ?\d{3}[ .-]\d{4}"
            r"|\b\d{3}[.-]\d{3}[.-]\d{4}|\b0\d{2,4}[ /-]\d{5,9})\b"
        ),
        _always,
    ),
    "ip": (r"\b((?:\d{1,3}\.){3}\d{1,3})\b", is_ip),
}
KINDS = tuple(FORMS)
_COMPILED = {kind: re2.compile(pattern) for kind, (pattern, _) in FORMS.items()}


@dataclass
class Masks:
    """What was masked in one call. Not frozen: it grows text by text."""

    kinds: tuple[str, ...] = KINDS
    by_value: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def mask(self, text: str) -> str:
        for kind in self.kinds:
            if _may_hold(kind, text):
                text = _COMPILED[kind].sub(lambda found, kind=kind: self._instead(kind, found), text)
        return text

    def _instead(self, kind: str, found: Any) -> str:
        whole, value = found.group(), found.group(1)
        if not FORMS[kind][1](value):
            return str(whole)
        if value not in self.by_value:
            self.counts[kind] = self.counts.get(kind, 0) + 1
            self.by_value[value] = f"<{kind.upper()}_{self.counts[kind]}>"
        return str(whole).replace(value, self.by_value[value])

    def restore(self, value: Any) -> Any:
        """The value with every mask replaced by what stood there."""
        if not self.by_value:
            return value
        back = {mask: original for original, mask in self.by_value.items()}

        def change(text: str) -> str:
            return _MASK.sub(lambda found: back.get(found.group(), found.group()), text) if "<" in text else text

        return mapped(value, change)


_MASK = re2.compile(r"<[A-Z]+_\d+>")


def _may_hold(kind: str, text: str) -> bool:
    """A cheap look before a pattern: most texts have neither."""
    return "@" in text if kind == "email" else any(map(str.isdigit, text))


@dataclass(frozen=True, slots=True)
class PiiMasked:
    """`restore`: the answer gets the originals back."""

    kinds: tuple[str, ...] = KINDS
    restore: bool = True
    name = "pii_masked"

    def check(self, value: Any, context: Context) -> Verdict:  # noqa: ARG002
        masks = Masks(self.kinds)
        return self.masked(value, masks)

    def masked(self, value: Any, masks: Masks) -> Verdict:
        """As `check`, with masks that go on from text to text."""
        before = dict(masks.counts)
        changed = mapped(value, masks.mask)
        found = {kind: count - before.get(kind, 0) for kind, count in masks.counts.items()}
        told = ", ".join(f"{count} {kind}" for kind, count in found.items() if count)
        return Verdict(self.name, "mask" if changed != value else "pass", told, changed)

    def as_json(self) -> dict[str, Any]:
        return {"guard": self.name, "kinds": list(self.kinds), "restore": self.restore}


def pii_masked(*kinds: str, restore: bool = True) -> PiiMasked:
    """Of these kinds, or of all: email, iban, card, ssn, phone, ip."""
    if unknown := set(kinds) - set(KINDS):
        raise PolicyError("pii_masked", f"{min(unknown)!r} is none of {', '.join(KINDS)}")
    return PiiMasked(tuple(kind for kind in KINDS if kind in kinds) or KINDS, restore)
