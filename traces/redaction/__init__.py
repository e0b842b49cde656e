"""Takes secrets out of telemetry before anything is stored or cut short. Pure."""

from traces.redaction.redactor import Mode, Redactor
from traces.redaction.spans import SpanRedactor

__all__ = ["Mode", "Redactor", "SpanRedactor"]
