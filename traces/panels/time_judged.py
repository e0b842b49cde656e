"""How a row of a page tells what it adds to a change of time: by how much, between what, and whether that is real."""

from traces.analysis.time.change import Effect

WORDS = {"drift": "Real", "normal": "Normal variation", "not_enough_history": "Not enough history"}


class Judged:
    """A row with an `effect`; None where there is nothing to compare."""

    __slots__ = ()
    effect: Effect | None

    @property
    def verdict(self) -> str:
        return WORDS[self.effect.verdict] if self.effect else ""

    @property
    def change_ns(self) -> int | None:
        return round(self.effect.ns) if self.effect else None

    @property
    def ends(self) -> tuple[int, int] | None:
        if self.effect is None or self.effect.low is None or self.effect.high is None:
            return None
        return round(self.effect.low), round(self.effect.high)
