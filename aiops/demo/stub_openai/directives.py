"""What a request asks of the stub: `[[input=2006 cached=1920 output=300]]` anywhere in its texts.

Names: `input`, `output`, `cached`, `cache_write`, `reasoning`, `audio_in`, `audio_out` set the usage that is reported.
`error` is a status to fail with, `times` how often before it works, `retry_after` the seconds that a 429 or 503 asks
for; `first_ms` and `chunk_ms` are delays of a stream, `delay_ms` one of any answer. `finish` is the finish reason,
`text` the answer (with _ for spaces), `confidence` a member of a JSON answer. `bad=json` is an answer in JSON that
breaks off, `bad=body` a body that is no JSON, `bad=hangup` a connection that ends without one. `tool=no` keeps it from
calling a tool it was offered, `tool=NAME` has it call that one, `args=bad` with arguments of the wrong type. A model
named `...-401`, `-429`, `-500`, `-503` fails so; `...-timeout` hangs.
"""

import re
from dataclasses import dataclass, field

_DIRECTIVE = re.compile(r"\[\[([a-z0-9_=., \-]{1,500})\]\]", re.IGNORECASE)
_STATUS = re.compile(r"-(4\d\d|5\d\d)$")
HANG_MS = 30_000
_NAMES = (
    "input output cached cache_write reasoning audio_in audio_out error times first_ms chunk_ms delay_ms finish "
    "text tool args retry_after bad confidence"
)
NAMES = frozenset(_NAMES.split())


@dataclass(frozen=True, slots=True)
class Directives:
    given: dict[str, str] = field(default_factory=dict)

    def number(self, name: str, default: int = 0) -> int:
        value = self.given.get(name, "")
        return int(value) if value.isdigit() else default

    def under(self, trouble: "Directives") -> "Directives":
        """These, and for what they do not say those."""
        return Directives(trouble.given | self.given)

    def text(self, name: str, default: str = "") -> str:
        return self.given.get(name, default)


def parse(text: str, model: str) -> Directives:
    """All directives in the texts of a request; of one named twice, the last holds."""
    given: dict[str, str] = {}
    if status := _STATUS.search(model):
        given["error"] = status[1]
    if model.endswith("-timeout"):
        given["delay_ms"] = str(HANG_MS)
    for found in _DIRECTIVE.finditer(text):
        for pair in re.split(r"[ ,]+", found[1]):
            name, _, value = pair.partition("=")
            if name in NAMES:
                given[name] = value
    return Directives(given)
