"""rate_limited, provider_5xx, auth: a service refused or broke."""

from collections.abc import Iterator

from traces.analysis.findings import words
from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule


def rate_limited(case: Case) -> Iterator[Hit]:
    for i in case.origins:
        if words.status(case, i) == 429 or (not words.status(case, i) and words.tells(case, i, words.RATE)):
            yield Hit(i, " (429)" if words.status(case, i) else "")


def server_error(case: Case) -> Iterator[Hit]:
    for i in case.origins:
        status = words.status(case, i)
        if (status >= 500 and status != 504) or (not status and words.tells(case, i, words.SERVER)):
            yield Hit(i, f"answered {status}" if status else "got no answer from its service")


def auth(case: Case) -> Iterator[Hit]:
    for i in case.origins:
        status = words.status(case, i)
        if status in {401, 403} or (not status and words.tells(case, i, words.AUTH)):
            yield Hit(i, f" ({status})" if status else "")


RULES = (
    Rule(
        "rate_limited",
        "failure",
        0.9,
        "A rate limit was reached",
        "The answer was 429, or the error's type or message names a rate limit, a quota or throttling.",
        "{span} was refused for a rate limit{detail}",
        rate_limited,
    ),
    Rule(
        "provider_5xx",
        "failure",
        0.9,
        "A service broke",
        "The answer was 500 or more (504 is a timeout), or the error's type or message says that the service failed or"
        " could not be reached.",
        "{span} {detail}",
        server_error,
    ),
    Rule(
        "auth",
        "failure",
        0.95,
        "Access was denied",
        "The answer was 401 or 403, or the error's type or message says so.",
        "{span} was denied access{detail}",
        auth,
    ),
)
