"""How log lines are written: one line a record (a traceback follows it), nothing in it that a terminal would obey."""

import logging
import re

CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class OneLineFormatter(logging.Formatter):
    """Escapes control characters in the message: what a client sends cannot forge a line or colour a terminal."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the base class's name
        record.message = CONTROL.sub(lambda match: repr(match[0])[1:-1], record.message)
        return super().formatMessage(record)


class WithoutTraceback(logging.Filter):
    """Keeps the record and drops its traceback: where in Django a stranger's request fails is no news."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        return True
