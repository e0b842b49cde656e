"""Failures that read alike, without a model: by the step in which they ended and the template of what the error says.

Messages come without numbers, ids and quotations (traces.semconv.signs). Those of a step that still differ in some
words are put together as Drain does it: of the same number of words, and the same first word where it is none that
varies, the nearest group that shares at least half of its words takes the message, and what differs becomes <*>.
Groups are tried from the most frequent message down, so that the order of the runs does not matter.
Source: He, Zhu, Zheng and Lyu, "Drain: an online log parsing approach with fixed depth tree", ICWS 2017. Its library
(drain3) keeps a state on disk and a tree for millions of lines; here some thousand messages are read at once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from traces.types import CohortRun

MOST = 12
MOST_MESSAGES = 5_000  # different ones that are compared; the rest, each seldom, stand by themselves
ALIKE = 0.5  # of the words
ANY = "<*>"
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """One group of failures. `causes`: the findings that explain them, the most frequent first."""

    step: str
    message: str
    failed: int
    causes: tuple[str, ...]
    traces: tuple[str, ...]  # the newest


@dataclass(frozen=True, slots=True)
class Groups:
    """`failed` runs say how they ended; `known` groups there are in all; the largest stand in `rows`."""

    failed: int
    known: int
    rows: tuple[Alike, ...]


@dataclass
class _Group:
    words: list[str]
    messages: set[str] = field(default_factory=set)


def groups(runs: Iterable[CohortRun]) -> Groups:
    told = [run for run in runs if run.failing and len(run.failure) == 2]
    by_step: dict[str, Counter[str]] = defaultdict(Counter)
    for run in told:
        by_step[run.failure[0]][run.failure[1]] += 1
    template_of = {
        (step, message): template
        for step, messages in by_step.items()
        for message, template in templates(messages).items()
    }
    members: dict[tuple[str, str], list[CohortRun]] = defaultdict(list)
    for run in told:
        step, message = run.failure
        members[step, template_of[step, message]].append(run)
    largest = sorted(members, key=lambda key: (-len(members[key]), key))
    return Groups(len(told), len(members), tuple(_shown(*key, members[key]) for key in largest[:MOST]))


def _shown(step: str, message: str, runs: Sequence[CohortRun]) -> Alike:
    newest = sorted(runs, key=lambda run: (-run.start_ns, run.trace_id))[:EXAMPLES]
    causes = Counter(run.cause for run in runs if run.cause)
    ranked = sorted(causes, key=lambda code: (-causes[code], code))
    return Alike(step, message, len(runs), tuple(ranked), tuple(run.trace_id.hex() for run in newest))


def templates(messages: Counter[str]) -> dict[str, str]:
    """What each message is told as.

    >>> templates(Counter({"no stock of bolts": 9, "no stock of nuts": 1}))
    {'no stock of bolts': 'no stock of <*>', 'no stock of nuts': 'no stock of <*>'}
    """
    places: dict[tuple[int, str], list[_Group]] = defaultdict(list)
    ranked = sorted(messages, key=lambda message: (-messages[message], message))
    for message in ranked[:MOST_MESSAGES]:
        words = message.split(" ")
        near = places[len(words), words[0] if not _varies(words[0]) else ANY]
        group = max(near, key=lambda each: _shared(each.words, words), default=None)
        if group is None or _shared(group.words, words) < ALIKE * len(words):
            group = _Group(words)
            near.append(group)
        group.words = [old if old == new else ANY for old, new in zip(group.words, words, strict=True)]
        group.messages.add(message)
    told = {message: " ".join(each.words) for near in places.values() for each in near for message in each.messages}
    return told | {message: message for message in ranked[MOST_MESSAGES:]}


def _shared(group: Sequence[str], words: Sequence[str]) -> int:
    """Words that stand at the same place; one that varies is shared by none."""
    return sum(old == new for old, new in zip(group, words, strict=True))


def _varies(word: str) -> bool:
    return word.startswith("<") or not any(each.isalpha() for each in word)
