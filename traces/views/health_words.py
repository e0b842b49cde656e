"""What each code of the ingest counters means to the people who can do something about it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

STORED, REFUSED, TURNED_AWAY, TAKEN_OUT, CHANGED, NOTICED = (
    "Stored",
    "Refused",
    "Requests refused whole",
    "Taken out before storing",
    "Changed before storing",
    "Stored, but odd",
)

# code: (group, what it is, what to do about it)
WORDS = {
    "accepted": (STORED, "New spans", ""),
    "outcomes": (STORED, "New outcomes", ""),
    "scores": (STORED, "New scores", ""),
    "duplicate": (
        STORED,
        "Sent again, counted once",
        "A client that repeats after a time-out; nothing to do.",
    ),
    "conflict": (
        NOTICED,
        "Same id, other content",
        "The first one stays. Two services make the same span ids, or a client changes a span after it was sent.",
    ),
    "rejected.too_old": (
        REFUSED,
        "Older than spans are kept",
        "Take old spans in by manage.py import, or keep spans longer in the settings.",
    ),
    "rejected.in_future": (REFUSED, "Starts or ends more than a day from now", "Check the sender’s clock."),
    "rejected.erased": (REFUSED, "Belongs to what was erased", "A late batch or a second try; nothing to do."),
    "rejected.not_storable": (
        REFUSED,
        "Not storable",
        "A value is of a kind no column can hold; the quarantine names it.",
    ),
    "rejected.bad_time": (REFUSED, "Invalid time", "It takes nanoseconds since 1970 in 64 bits."),
    "rejected.bad_parent_id": (REFUSED, "Invalid parent id", "It takes 8 bytes, or nothing for a root."),
    "rejected.own_parent": (REFUSED, "A span that is its own parent", "The instrumentation is broken."),
    "rejected.bad_link": (REFUSED, "Link to an invalid id", "It takes 16 and 8 bytes."),
    "rejected.malformed": (REFUSED, "Not readable", "The client’s exporter is broken or the request was cut short."),
    "rejected.wrong_type": (
        REFUSED,
        "A field of the wrong type",
        "The JSON is not what OTLP asks for; the answer names the field.",
    ),
    "rejected.too_deep": (REFUSED, "Values nested too deep", "Send deep structures as JSON text."),
    "rejected.bad_trace_id": (REFUSED, "Invalid trace id", "It takes 16 bytes, not all zero."),
    "rejected.bad_span_id": (REFUSED, "Invalid span id", "It takes 8 bytes, not all zero."),
    "rejected.bad_point": (
        REFUSED,
        "A metric’s point without value or temporality",
        "Send delta or cumulative points.",
    ),
    "rejected.bad_score": (
        REFUSED,
        "A score with a field of the wrong kind",
        "The answer and the quarantine name the field; see the API’s page.",
    ),
    "rejected.bad_outcome": (
        REFUSED,
        "An outcome with a field of the wrong kind",
        "The answer and the quarantine name the field; see the API’s page.",
    ),
    "rejected.bad_event": (
        REFUSED,
        "A usage event with a field of the wrong kind",
        "The answer and the quarantine name the field; see the API’s page.",
    ),
    "rejected.fault": (REFUSED, "A fault of ours", "The log says which step failed over which span; please report it."),
    "request.unreadable": (
        TURNED_AWAY,
        "Not readable",
        "The body is neither OTLP over HTTP nor the JSON of the API, is damaged, or is not what its headers say.",
    ),
    "request.too_large": (TURNED_AWAY, "Too large", "Send smaller batches, or raise AIOPS_MAX_BODY_BYTES."),
    "request.unsupported_media_type": (
        TURNED_AWAY,
        "Neither protobuf nor JSON",
        "Set the exporter’s protocol to http/protobuf or http/json.",
    ),
    "request.unsupported_encoding": (
        TURNED_AWAY,
        "Compressed in a way we do not read",
        "Use gzip, deflate, zstd or nothing.",
    ),
    "truncated": (CHANGED, "Texts and lists cut short", "They were longer than what is kept of one value."),
    "cut_json": (
        CHANGED,
        "JSON cut by the sender, mended",
        "Raise the sender’s own limit for attribute lengths.",
    ),
    "dropped_attributes": (CHANGED, "Attributes left out", "The span had more than are kept."),
    "dropped_events": (CHANGED, "Events left out", "The span had more than are kept."),
    "dropped_link": (CHANGED, "Links left out", "They pointed at no valid span."),
    "replaced_nul": (CHANGED, "NUL characters replaced", "A sender puts binary data into text."),
    "replaced_utf8": (CHANGED, "Invalid UTF-8 replaced", "A sender puts binary data into text."),
    "replaced_surrogate": (CHANGED, "Broken characters replaced", "A sender cuts texts in the middle of a character."),
    "integer_out_of_range": (CHANGED, "Whole numbers beyond 64 bits kept as text", "A sender’s number is no number."),
    "unpriced": (
        NOTICED,
        "Model calls without a price",
        "They are counted beside every cost; the Prices page names the models.",
    ),
    "unkept.logs": (
        NOTICED,
        "Log records that tell of no model call",
        "They are not kept; the answer names them. Switch their exporter off if nothing else needs it.",
    ),
    "unkept.metrics": (
        NOTICED,
        "Points of metrics that are not counted",
        "They are not about tokens, or spans and logs of their service tell the same.",
    ),
    "late": (NOTICED, "Arrived late", "They came after their trace had settled; it is worked out again."),
    "warning.tag_values_capped": (
        NOTICED,
        "Tag with too many values",
        "The tag says (other), the attribute what was sent. Promote what has few values; Settings, Tags counts them.",
    ),
    "warning.clock_skew": (NOTICED, "Clock ahead of ours", "Synchronise the sender’s clock; times are kept as sent."),
    "warning.negative_duration": (
        NOTICED,
        "Ended before they started",
        "The clock jumped; the duration counts 0.",
    ),
    "warning.no_end": (NOTICED, "End not known", "An import named no end: the duration counts 0, and is not measured."),
}
BAD_TOKENS = "warning.bad_tokens:"
PREFIXES = {"rejected.": REFUSED, "request.": TURNED_AWAY, "redacted.": TAKEN_OUT, "warning.": NOTICED}
NAMES = {
    **{name.lower(): name for name in ("AWS", "JWT", "URL", "NPM", "PyPI", "OpenAI", "GitHub", "GitLab", "PEM", "xAI")},
    **{name.lower(): name for name in ("Anthropic", "Google", "Slack", "Stripe", "Groq", "Langfuse", "Base64")},
}
GROUPS = (STORED, REFUSED, TURNED_AWAY, TAKEN_OUT, CHANGED, NOTICED)


@dataclass(frozen=True)
class Line:
    code: str
    title: str
    advice: str
    n: int


@dataclass(frozen=True)
class Group:
    title: str
    lines: tuple[Line, ...]
    n: int


def groups(by_code: Mapping[str, int]) -> list[Group]:
    """The counters under their headings, the largest first; headings with nothing below are left out."""
    lines: dict[str, list[Line]] = {title: [] for title in GROUPS}
    for code, n in sorted(by_code.items(), key=lambda item: (-item[1], item[0])):
        group, title, advice = words(code)
        lines[group].append(Line(code, title, advice, n))
    return [Group(title, tuple(of), sum(line.n for line in of)) for title, of in lines.items() if of]


def words(code: str) -> tuple[str, str, str]:
    """(group, what it is, what to do); a code that is not listed speaks for itself."""
    known = WORDS.get(code) or WORDS.get(code.removeprefix("warning."))
    if known:
        return known
    if code.startswith(BAD_TOKENS):
        which = code.removeprefix(BAD_TOKENS).replace("_", " ")
        return NOTICED, f"Token count that is no number: {which}", "The call counts as without that figure."
    prefix = next((each for each in PREFIXES if code.startswith(each)), "")
    plain = code.removeprefix(prefix).replace("_", " ").replace(":", ": ")
    named = " ".join(NAMES.get(word, word) for word in plain.split())
    return PREFIXES.get(prefix, CHANGED), named[:1].upper() + named[1:], ""
