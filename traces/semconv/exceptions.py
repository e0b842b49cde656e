"""The type of a recorded exception, also where a sender wrapped it."""

import re
from typing import Any

from traces.types import Attributes

# LangSmith records Exception(repr(error)), with the stack trace behind it: the error's own type begins the message.
_WRAPPED = re.compile(r"([A-Za-z_][\w.]{2,99})\(")


def exception_type(given: Attributes) -> Any:
    """`exception.type`, but for a bare Exception whose message is another's repr: that one's.

    >>> exception_type({"exception.type": "Exception", "exception.message": "RateLimitError('429')"})
    'RateLimitError'
    """
    named = given.get("exception.type")
    message = given.get("exception.message")
    if named == "Exception" and message.__class__ is str and (wrapped := _WRAPPED.match(message)):
        return wrapped[1]
    return named
