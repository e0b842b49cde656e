"""Secrets in base64. A text that begins with a known prefix begins, once encoded, with a known prefix too; inside a
longer text there are three such forms, one for each position modulo 3. What is short of six certain characters is left
out: it would match by chance.
"""

import base64
import binascii
from collections.abc import Iterator

PREFIXES = ("sk-ant-", "sk-proj-", "sk-or-v1-", "sk-svcacct-", "github_pat_", "-----BEGIN ", "xoxb-", "sk_live_", "hf_")
PREFIXES_AT_START = ("sk-", "ghp_", "gho_", "AKIA", "ASIA", "AIza", "hf_", "gsk_", "glpat-", "aio_")
CERTAIN = 6


def base64_pattern() -> str:
    """RE2 for a run of base64 (either alphabet) that holds a known prefix; one group, the run."""
    inside = "|".join(sorted(set(forms())))
    at_start = "|".join(certain(prefix, 0) for prefix in PREFIXES_AT_START)
    return rf"\b((?:[A-Za-z0-9+/_-]*(?:{inside})|(?:{at_start}))[A-Za-z0-9+/_-]{{12,}}={{0,2}})"


def forms() -> Iterator[str]:
    for prefix in PREFIXES:
        for offset in range(3):
            form = certain(prefix, offset)
            if len(form) >= CERTAIN:
                yield form


def certain(prefix: str, offset: int) -> str:
    """The characters of the encoding that depend on the prefix alone, when `offset` bytes stand before it."""
    encoded = base64.b64encode(b"\0" * offset + prefix.encode()).decode()
    first = -(-offset * 8 // 6)
    last = (offset + len(prefix)) * 8 // 6
    return encoded[first:last].replace("+", "[+-]").replace("/", "[/_]")


def decoded(run: str) -> str | None:
    """What a run of base64 says, as far as it is text; None when it is not base64."""
    plain = run.rstrip("=").replace("-", "+").replace("_", "/")
    plain = plain[: len(plain) - 1] if len(plain) % 4 == 1 else plain
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None
