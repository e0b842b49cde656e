"""Writes docs/reference/conventions.md out of the tables, so that the two cannot disagree.

python -m traces.semconv.document > docs/reference/conventions.md
"""

import sys
from collections.abc import Iterable

from traces.semconv.convention import TAG, Convention, Unpack
from traces.semconv.fields import SHAPES
from traces.semconv.finish import REASONS
from traces.semconv.otel import RESOURCE
from traces.semconv.providers import ALIASES, APIS, BY_SYSTEM
from traces.semconv.table import CONVENTIONS
from traces.semconv.tokens import MAX_TOKENS, RULES, Rule

INTRODUCTION = f"""# Conventions: which attribute becomes which fact

This page is written out of the tables that read your spans (`python -m traces.semconv.document`); a test fails when the
two disagree. Attributes that are not listed are kept with the span and shown, but nothing is counted by them.

A span may carry several conventions at once. Each fact is then taken from one attribute alone: from the first
convention below that has it, and within a convention from the first name. Nothing is added up over conventions. Who
wrote a span (shown as its convention) is told by the name of its instrumentation library, else by the marks.

What cannot be believed is left empty, and the span gets a warning that the Ingest health page counts:

| warning | when |
|---|---|
| `bad_tokens:FIELD` | a token count that is no whole number from 0 to {MAX_TOKENS:,}; a number in a string is none |
| `cached_exceeds_input` | cached tokens that cannot be part of the input; Anthropic's and Bedrock's are then added |
| `reasoning_exceeds_output` | reasoning that cannot be part of the output; Google's is then added |
| `audio_exceeds_input`, `audio_exceeds_output` | audio tokens that cannot be part of the whole |
| `bad_cost` | a reported cost that is negative, no number, or above a million dollars a call |
| `bad_first_token` | a time to the first token outside the span |
| `unreadable:ATTRIBUTE` | an attribute that should hold several facts as JSON and does not |

`input_tokens` always includes cache reads and cache writes, `output_tokens` always includes reasoning. A reported cost
is used only where there is no price, and labelled so. `error_type` is `error.type`, else the type of the last
`exception` event of a failed span, else `_OTHER`. `cache_hit` true makes the span a cache's answer: it costs nothing.
"""


def document() -> str:
    """The whole page, in Markdown."""
    parts = [INTRODUCTION, *(_convention(convention) for convention in CONVENTIONS), _resource(), _rules(), _shapes()]
    return "\n".join([*parts, _providers(), _reasons()])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _fact(fact: str) -> str:
    return f"tag `{fact.removeprefix(TAG)}`" if fact.startswith(TAG) else fact


def _convention(convention: Convention) -> str:
    rows = [(_fact(fact), _code(names)) for fact, names in convention.facts.items()]
    rows += [("several", f"`{name}`: {_first_line(unpack)}") for name, unpack in convention.unpack.items()]
    if convention.events:
        rows.append(("first token", "event " + _code(convention.events)))
    parts = [f"## {convention.title}\n", f"`{convention.name}`. Source: {convention.source}\n"]
    parts.append(_table(("fact", "attributes, best first"), rows))
    parts += [_kinds(convention)] if convention.kinds else []
    parts += [f"Marks: {_code(convention.marks)}.\n"] if convention.marks else []
    parts += [f"Instrumentation libraries: {_code(convention.scopes)}.\n"] if convention.scopes else []
    return "\n".join(parts)


def _first_line(unpack: Unpack) -> str:
    return (unpack.__doc__ or "").partition("\n")[0]


def _kinds(convention: Convention) -> str:
    rows = []
    for name, kinds in convention.kinds.items():
        told = [f"`{value}`: {kind}" for value, kind in kinds.items() if kind]
        told += [f"anything else: {kinds.otherwise}" if told else f"any value: {kinds.otherwise}"] * bool(
            kinds.otherwise
        )
        rows.append((f"`{name}`", ", ".join(told)))
    return _table(("attribute", "kind by its value"), rows)


def _resource() -> str:
    rows = [(_fact(fact), _code(names)) for fact, names in RESOURCE.items()]
    text = "Of the resource, for all its spans; the span's own attribute of the same meaning wins.\n"
    return "\n".join(["## Resource attributes\n", text, _table(("fact", "attributes, best first"), rows)])


def _rules() -> str:
    text = (
        "Whether a sender's input counts cached tokens, and its output reasoning. Where not, they are added. The most\n"
        "specific rule holds: by the names of the usage's fields, then the name of the span, then the instrumentation\n"
        "library, then the provider.\n"
    )
    rows = [
        (
            rule.convention,
            "any" if rule.provider == "*" else rule.provider,
            _where(rule),
            "yes" if rule.input_has_cache else "**no**",
            "**twice**" if rule.reasoning_twice else "yes" if rule.output_has_reasoning else "**no**",
            rule.source,
        )
        for rule in RULES
    ]
    head = ("convention", "provider", "library, span, fields", "input has cache", "output has reasoning", "source")
    return "\n".join(["## Token rules\n", text, _table(head, rows)])


def _where(rule: Rule) -> str:
    told = [f"`{part}…`" for part in (rule.instrumentation, rule.span_name) if part]
    return " ".join([*told, f"fields of {rule.fields}"] if rule.fields else told) or "any"


def _shapes() -> str:
    text = (
        "A usage that is sent as a map has the names of the API it was copied from. The first line with one of its\n"
        "signs holds; per fact, the first field that is there. Other fields are not counted.\n"
    )
    rows = []
    for shape in SHAPES:
        told = "; ".join(f"{fact}: {_code('.'.join(path) for path in paths)}" for fact, paths in shape.facts)
        rows.append((shape.name, _code(shape.signs), told))
    return "\n".join(["## Fields of a usage\n", text, _table(("fields of", "signs", "facts"), rows)])


def _providers() -> str:
    text = (
        "Providers have the names of OpenTelemetry's `gen_ai.provider.name`; unknown ones stay, in lower case. What\n"
        f"is behind the last point is left out where it is one of {_code(sorted(APIS))}.\n"
    )
    named = {name: f"`{canonical}`" if canonical else "none: a framework" for name, canonical in ALIASES.items()}
    rows = [(f"`{name}`", canonical) for name, canonical in named.items()]
    rows += [(f"`{name}`, system `{system}`", f"`{canonical}`") for (name, system), canonical in BY_SYSTEM.items()]
    return "\n".join(["## Providers\n", text, _table(("sent", "name"), rows)])


def _reasons() -> str:
    text = "The reason of the first choice, out of a list, its JSON, or a word; unknown words stay.\n"
    rows = [(reason, _code(words.split())) for reason, words in REASONS.items()]
    return "\n".join(["## Finish reasons\n", text, _table(("reason", "words for it"), rows)])


if __name__ == "__main__":
    sys.stdout.write(document())
