"""Replaces secrets in texts and nested values by `[redacted:<rule>:<8 hex>]`.

The hex is a keyed hash of the secret alone, so the same secret reads the same under every rule and joins still work,
while nobody without the key can try guesses against it. What is replaced stays replaced: running twice changes nothing.
"""

from collections import Counter
from hashlib import blake2b
from typing import Any, Literal

import re2  # type: ignore[import-untyped]

from traces.redaction import checks
from traces.redaction.encoded import decoded
from traces.redaction.key_names import rule_for
from traces.redaction.rules import REPLACEMENT, RULES, Rule
from traces.types import Attributes, Value

Mode = Literal["standard", "strict"]
KEYS_KNOWN = 10_000
NESTED = {list, dict, bytes}
REPLACED = re2.compile(REPLACEMENT)
SCHEME = re2.compile(r"(?i:bearer|basic|token)\s+")


def compiled(pattern: str, *, capture: bool) -> Any:
    options = re2.Options()
    options.never_capture = not capture
    options.log_errors = False
    if capture:
        return re2.compile(pattern, options)
    options.encoding = re2.Options.Encoding.LATIN1  # over bytes: no offsets to convert
    return re2.compile(pattern.encode(), options)


class Redactor:
    """One mode and one key; made once and used for many batches. `counts` of a call are added to the given Counter."""

    def __init__(self, key: bytes, mode: Mode = "standard") -> None:
        self.key = key[:64]
        rules = [rule for rule in RULES if mode == "strict" or not rule.strict]
        self.rules = [(rule, compiled(f"{REPLACEMENT}|{rule.pattern}", capture=True)) for rule in rules]
        self.any_rule = compiled("|".join(rule.pattern for rule in rules), capture=False)
        self.harmless_keys: set[str] = set()

    def suspects(self, raw: bytes) -> bool:
        """Whether any rule's pattern is in the text: one pass, about 2 us a kilobyte. False is certain."""
        return self.any_rule.search(raw) is not None

    def text(self, text: str, counts: Counter[str]) -> str:
        """The text with every secret replaced."""
        if not self.suspects_text(text):
            return text
        for rule, pattern in self.rules:
            text = pattern.sub(lambda match, rule=rule: self.replaced(match, rule, counts), text)
        return text

    def replaced(self, match: Any, rule: Rule, counts: Counter[str]) -> str:
        whole, secret = match.group(), match.group(1)
        if secret is None or REPLACED.fullmatch(secret) or not self.is_secret(rule, secret):
            return str(whole)
        start = match.start(1) - match.start()
        return f"{whole[:start]}{self.instead(rule, secret, counts)}{whole[start + len(secret) :]}"

    def instead(self, rule: Rule, secret: str, counts: Counter[str]) -> str:
        if rule.name != "card_number":
            return self.token(rule.name, secret, counts)
        out, end = "", 0
        for start, stop in checks.cards(secret):
            digits = secret[start:stop].replace(" ", "").replace("-", "")
            out += secret[end:start] + self.token(rule.name, digits, counts)
            end = stop
        return out + secret[end:]

    def is_secret(self, rule: Rule, found: str) -> bool:
        if rule.name != "base64":
            return rule.check is None or rule.check(found)
        plain = decoded(found)
        return plain is not None and self.text(plain, Counter()) != plain

    def token(self, rule: str, secret: str, counts: Counter[str]) -> str:
        counts[f"redacted.{rule}"] += 1
        digest = blake2b(secret.encode("utf-8", "surrogatepass"), key=self.key, digest_size=4).hexdigest()
        return f"[redacted:{rule}:{digest}]"

    def attributes(self, attributes: Attributes, counts: Counter[str]) -> Attributes:
        """A new dict with every key and value looked at, however deep."""
        return dict(self.pair(key, value, counts) for key, value in attributes.items())

    def pair(self, key: str, value: Value, counts: Counter[str]) -> tuple[str, Value]:
        rule = None if key in self.harmless_keys else rule_for(key)
        if rule is not None:
            return self.text(key, counts), self.whole(rule, value, counts)
        return self.text(key, counts), self.value(value, counts)

    def value(self, value: Value, counts: Counter[str]) -> Value:
        if isinstance(value, str):
            return self.text(value, counts)
        if isinstance(value, list):
            return [self.value(each, counts) for each in value]
        if isinstance(value, dict):
            return self.attributes(value, counts)
        if isinstance(value, bytes) and self.suspects(value):
            return self.text(value.decode("latin-1"), counts).encode("latin-1")
        return value

    def whole(self, rule: str, value: Value, counts: Counter[str]) -> Value:
        """Everything under a telling key, whatever it looks like. Numbers under `token` are counts and stay."""
        if isinstance(value, list):
            return [self.whole(rule, each, counts) for each in value]
        if isinstance(value, dict):
            return {key: self.whole(rule, each, counts) for key, each in value.items()}
        if value is None or isinstance(value, (bool, float)) or (isinstance(value, int) and rule == "token"):
            return value
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        if not text or REPLACED.fullmatch(text):
            return value
        scheme = SCHEME.match(text)
        return self.token(rule, text[scheme.end() :] if scheme else text, counts)

    def needs_work(self, dicts: list[Attributes], others: list[str]) -> bool:
        """False when neither a key nor a value of the `dicts`, nor one of the `others`, could hold a secret."""
        text = self.plain_text(dicts, others)
        return text is None or self.suspects_text(text)

    def suspects_text(self, text: str) -> bool:
        return self.suspects(text.encode("utf-8", "surrogatepass"))

    def plain_text(self, dicts: list[Attributes], others: list[str]) -> str | None:
        """Every text of these, by lines; None where a key tells of a secret or a value is nested.

        What makes redaction cheap: keys seen before are one set comparison, and the texts are left to one search.
        """
        texts = others
        for attributes in dicts:
            if not attributes.keys() <= self.harmless_keys and not self.all_harmless(attributes):
                return None
            values = attributes.values()
            texts += [value for value in values if value.__class__ is str]
            for value in [value for value in values if value.__class__ in NESTED]:
                if value.__class__ is not list or set(map(type, value)) != {str}:
                    return None
                texts += value
        return "\n".join(texts)

    def all_harmless(self, keys: Attributes) -> bool:
        """Remembers keys that say nothing, so that the next span's are one set comparison."""
        new = [key for key in keys if key not in self.harmless_keys]
        if any(rule_for(key) or self.suspects_text(key) for key in new):
            return False
        if len(self.harmless_keys) + len(new) > KEYS_KNOWN:
            self.harmless_keys.clear()
        self.harmless_keys.update(new)
        return True
