"""A fact as it was sent, and as it was stored."""

from dataclasses import dataclass

SPAN, LOG, EVENT, METRIC = 0, 1, 2, 3  # who told of it, the best first
PRICED = "house"  # the one model that has a price


@dataclass(frozen=True)
class Fact:
    """A span, a usage event, a log record or what a metric adds. `call`: a model was called, with usage or without."""

    trace: str
    span: str
    source: int
    start_ns: int
    workflow: str
    parent: str | None = None
    call: bool = False
    status: str = "ok"
    tokens: tuple[int, int] | None = None  # in, out
    reported_nanousd: int | None = None
    model: str = PRICED
    response: str | None = None
    run: str | None = None
    session: str | None = None
    key: str | None = None
    user: str | None = None
    plan: str | None = None  # an attribute that may be promoted to a tag
    supplement: bool = False  # only adds content to its span
    number: int = 0  # tells log records apart

    @property
    def bears(self) -> bool:
        return self.tokens is not None or self.reported_nanousd is not None

    @property
    def identity(self) -> tuple[str, str, int, int]:
        return self.trace, self.span, self.source, self.start_ns if self.source == LOG else 0


@dataclass
class Row:
    """A stored fact; `order` says when it was stored: the batch, then its place in it."""

    fact: Fact
    order: tuple[int, str, int]
    cost_nanousd: int | None
    kept: bool = True  # False once its time is over: what it summed to stays
    tag: str | None = None  # its plan, where that was promoted when it came or was last looked at

    @property
    def rank(self) -> tuple[int, tuple[int, str, int]]:
        """The lowest one counts."""
        return self.fact.source, self.order


def cost(fact: Fact, usd_per_million: int) -> int | None:
    """Nano-dollars. The model's price: so many dollars for a million tokens sent, one dollar for a million received."""
    if fact.tokens is not None and fact.model == PRICED:
        return (fact.tokens[0] * usd_per_million + fact.tokens[1]) * 1_000
    return fact.reported_nanousd
