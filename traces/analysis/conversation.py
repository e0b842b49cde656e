"""The conversation of a whole trace: what its model calls said, without the history that each call repeats."""

from collections.abc import Iterable
from dataclasses import dataclass

from traces.types import Content, Message, StoredSpan

Key = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message, and the call in which it first appeared. Without a message: here that call failed."""

    span: StoredSpan
    message: Message | None


def turns(calls: Iterable[tuple[StoredSpan, Content]], earlier: Iterable[Content] = ()) -> list[Turn]:
    """Every message of the calls once, in the order of the calls.

    A call sends the history again, so a message of its input that an earlier call held, in or out, is left out; one
    that a call repeats within its own input stays. What a call answers always stays. A failed call ends with its
    failure. `earlier`: what calls said of which this is the continuation.
    """
    known = {_key(message) for content in earlier for message in (*content.input, *content.output)}
    found = []
    for span, content in calls:
        fresh = [message for message in content.input if _key(message) not in known]
        found += [Turn(span, message) for message in (*fresh, *content.output)]
        if span.status == "error":
            found.append(Turn(span, None))
        known |= {_key(message) for message in (*content.input, *content.output)}
    return found


def _key(message: Message) -> Key:
    return message.role, message.text.strip(), tuple((call.name, call.arguments) for call in message.tool_calls)
