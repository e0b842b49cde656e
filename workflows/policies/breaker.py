"""A circuit breaker: after several failures of a provider nobody asks it for a while, then one does, to see.

closed --(failures within a time)--> open --(after a pause)--> half_open --(a trial succeeds)--> closed
                                       ^-------------------------(it fails)-----'
Source: Nygard, Release It! (2007), chapter 5. Pure: the caller tells the time, in milliseconds on one clock.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from workflows.policies.durations import parse_ms, written
from workflows.policies.errors import PolicyError

FORM = "provider, 5 failures in 1m, open 30s"
_WRITTEN = re.compile(
    r"([a-z][\w.-]{0,60})(?:,\s*(\d{1,4}) failures? in ([^\s,]+))?(?:,\s*open ([^\s,]+))?(?:,\s*(\d{1,2}) trials?)?"
)


@dataclass(frozen=True, slots=True)
class Breaker:
    """`name` "provider": one for each provider; any other name: one for all steps of the project that use the name."""

    name: str = "provider"
    failures: int = 5
    within_ms: int = 60_000
    open_ms: int = 30_000
    trials: int = 1  # that must succeed in a row before it closes

    def __str__(self) -> str:
        trials = f", {self.trials} trials" if self.trials != 1 else ""
        return (
            f"{self.name}, {self.failures} failures in {written(self.within_ms)}, open {written(self.open_ms)}{trials}"
        )


@dataclass(frozen=True, slots=True)
class State:
    """`since_ms`: when the state began, or in `closed` when the first counted failure was."""

    state: Literal["closed", "open", "half_open"] = "closed"
    failures: int = 0
    since_ms: int = 0
    trials_ok: int = 0
    trial_until_ms: int = 0  # half open: until then one trial is under way and nobody else may


def admit(breaker: Breaker, state: State, now_ms: int) -> tuple[bool, State]:
    """Whether a call may be made now. Half open lets one through at a time; a trial that nobody reports on ends."""
    if state.state == "closed":
        return True, state
    if state.state == "open" and now_ms - state.since_ms < breaker.open_ms:
        return False, state
    if state.state == "half_open" and now_ms < state.trial_until_ms:
        return False, state
    begun = state if state.state == "half_open" else State("half_open", since_ms=now_ms)
    return True, replace(begun, trial_until_ms=now_ms + breaker.open_ms)


def succeeded(breaker: Breaker, state: State) -> State:
    """A late answer from before it opened closes nothing."""
    if state.state != "half_open":
        return State() if state.state == "closed" else state
    if state.trials_ok + 1 >= breaker.trials:
        return State()
    return replace(state, trials_ok=state.trials_ok + 1, trial_until_ms=0)


def failed(breaker: Breaker, state: State, now_ms: int) -> State:
    if state.state == "half_open":
        return State("open", since_ms=now_ms)
    if state.state == "open":
        return state
    fresh = state.failures > 0 and now_ms - state.since_ms <= breaker.within_ms
    counted = replace(state, failures=state.failures + 1) if fresh else State(failures=1, since_ms=now_ms)
    return State("open", since_ms=now_ms) if counted.failures >= breaker.failures else counted


def parse_breaker(given: object, field: str = "breaker") -> Breaker | None:
    """From "provider" or "provider, 5 failures in 1m, open 30s, 2 trials". Raises PolicyError."""
    if given is None or isinstance(given, Breaker):
        return given
    found = _WRITTEN.fullmatch(given.strip()) if isinstance(given, str) else None
    if found is None:
        raise PolicyError(field, f"{given!r} is no breaker; write it like {FORM}")
    whole = Breaker(found[1])
    if found[2]:
        whole = replace(whole, failures=_positive(found[2], field), within_ms=parse_ms(found[3], field))
    if found[4]:
        whole = replace(whole, open_ms=parse_ms(found[4], field))
    return replace(whole, trials=_positive(found[5], field)) if found[5] else whole


def _positive(text: str, field: str) -> int:
    if int(text) < 1:
        raise PolicyError(field, f"{text} is less than one")
    return int(text)
