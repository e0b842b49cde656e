"""What a secret looks like in a text. RE2 syntax, so every pattern runs in linear time.

The one capture group of a pattern is what gets replaced; what stands around it is context. A `check` sees the group's
text and decides; it keeps prose, counts and identifiers from being mistaken for secrets. Order matters: the more
telling name comes first, since what it replaced is not looked at again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from traces.redaction import checks
from traces.redaction.encoded import base64_pattern

Check = Callable[[str], bool]
WORD = "[A-Za-z0-9_-]"
ALNUM = "[A-Za-z0-9]"
REPLACEMENT = r"\[redacted:[a-z0-9_]+:[0-9a-f]{8}\]"  # what we put in place of a secret


@dataclass(frozen=True)
class Rule:
    """`name` stands in the replacement and in the counters (`redacted.<name>`)."""

    name: str
    pattern: str
    check: Check | None = None
    strict: bool = False  # only in strict mode


# Names that are followed by `=` or `:` and a secret, in JSON, headers, .env files and connection strings.
SECRET_NAMES = "|".join(
    (
        "pass(?:word|wd|phrase)",
        "pwd",
        "(?:client|app|shared|signing|webhook|consumer)[_-]?secret",
        "secret(?:[_-]?access)?(?:[_-]?key)?",
        "(?:api|access|private|account|shared[_-]?access|master|encryption|subscription)[_-]?key",
        "(?:access|refresh|auth|id|session|security|bearer|api)[_-]?token",
        "credentials?",
    )
)
QUOTE = r"""[\\]{0,3}["']"""

PROVIDER_KEYS = (
    Rule("aiops_key", rf"\b(aio_[a-z]+_{ALNUM}{{8}}_{ALNUM}{{32}})"),
    Rule("anthropic_key", rf"\b(sk-ant-{WORD}{{20,}})"),
    Rule("openrouter_key", rf"\b(sk-or-{WORD}{{20,}})"),
    Rule("langfuse_key", r"\b(sk-lf-[0-9a-f-]{36})"),
    Rule("openai_key", rf"\b(sk-{WORD}{{20,}})", checks.has_digit),
    Rule("aws_key", r"\b((?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16})\b"),
    Rule("google_key", rf"\b(AIza{WORD}{{35}})"),
    Rule("google_token", rf"\b(ya29\.{WORD}{{20,}}|GOCSPX-{WORD}{{20,}})"),
    Rule("github_token", rf"\b(gh[pousr]_{ALNUM}{{36,}}|github_pat_[A-Za-z0-9_]{{40,}})"),
    Rule("gitlab_token", rf"\b(gl(?:pat|dt|rt|cbt|ptt)-{WORD}{{20,}})"),
    Rule("slack_token", r"\b(xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{20,})"),
    Rule("slack_webhook", r"(hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,})"),
    Rule("stripe_key", rf"\b((?:[sr]k_(?:live|test)_|whsec_){ALNUM}{{16,}})"),
    Rule("huggingface_token", rf"\b(hf_{ALNUM}{{30,}})"),
    Rule("groq_key", rf"\b(gsk_{ALNUM}{{30,}})"),
    Rule("xai_key", rf"\b(xai-{ALNUM}{{30,}})"),
    Rule("perplexity_key", rf"\b(pplx-{ALNUM}{{30,}})"),
    Rule("nvidia_key", rf"\b(nvapi-{WORD}{{30,}})"),
    Rule("replicate_key", rf"\b(r8_{ALNUM}{{30,}})"),
    Rule("pinecone_key", r"\b(pcsk_[A-Za-z0-9_]{30,})"),
    Rule("langsmith_key", r"\b(lsv2_[a-z]{2}_[0-9a-f]{32}_[0-9a-f]{10})"),
    Rule("databricks_token", r"\b(dapi[0-9a-f]{32})"),
    Rule("digitalocean_token", r"\b(do[opr]_v1_[0-9a-f]{60,})"),
    Rule("sendgrid_key", rf"\b(SG\.{WORD}{{16,}}\.{WORD}{{16,}})"),
    Rule("npm_token", rf"\b(npm_{ALNUM}{{36}})"),
    Rule("pypi_token", rf"\b(pypi-AgEI{WORD}{{30,}})"),
    Rule("vault_token", rf"\b(hv[bs]\.{WORD}{{20,}})"),
    Rule("telegram_token", rf"\b(\d{{8,10}}:AA{WORD}{{33}})"),
)

FORMS = (
    Rule("jwt", rf"\b(eyJ{WORD}{{8,}}\.eyJ{WORD}{{8,}}(?:\.{WORD}*)?)"),
    Rule(
        "private_key",
        r"(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)"
        r"(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z))",
    ),
    Rule("base64", base64_pattern()),  # its check needs the other rules: see redactor
    Rule("bearer", r"(?i:\bbearer)\s+([A-Za-z0-9._~+/-]{16,}=*)", checks.has_digit),
    Rule("basic_auth", r"(?i:\bbasic)\s+([A-Za-z0-9+/]{8,}={0,2})", checks.is_basic_auth),
    Rule("url_password", rf"""\b[A-Za-z][A-Za-z0-9+.-]{{1,30}}://[^\s/:@"'<>]*:({REPLACEMENT}|[^\s/"'<>]+)@"""),
    Rule(
        "assignment",
        rf"""(?i:{SECRET_NAMES})(?:{QUOTE})?\s{{0,3}}[:=]>?\s{{0,3}}{QUOTE}({REPLACEMENT}|[^"'\\\r\n]{{4,}})""",
        checks.is_quoted_secret,
    ),
    Rule(
        "assignment",
        rf"""(?i:{SECRET_NAMES})(?:{QUOTE})?\s{{0,3}}[:=]\s{{0,3}}({REPLACEMENT}|[^\s"'\\,;&(){{}}\[\]<>]{{6,}})""",
        checks.is_bare_secret,
    ),
    Rule("card_number", r"(?:^|[^0-9A-Za-z._])([2-6](?:[ -]?\d){13,})\b", checks.has_card),
)

PERSONAL = (
    Rule("email", r"\b([A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24})\b", strict=True),
    Rule("phone", r"(\+\d{1,3}(?:[ .()/-]{0,2}\d){7,12})", strict=True),
    Rule("phone", r"((?:\(\d{3}\) ?|\b\d{3}[ .-])\d{3}[ .-]\d{4})\b", strict=True),
)

RULES = PROVIDER_KEYS + FORMS + PERSONAL
