"""JSON that orjson refuses as a whole because of one value in it, read all the same.

Only what no sender can be expected to get right is forgiven: invalid UTF-8, a byte order mark, lone surrogates, control
characters in strings, numbers beyond a double, and values nested too deep. Anything else stays an error.
"""

import codecs
import json
import re
from collections import Counter
from typing import Any, NoReturn

import orjson

from traces.otlp.decoded import UnreadableError
from traces.otlp.text import clean

CUT_DEPTH = 300  # objects and arrays; 32 nested maps of an attribute take about 140
TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)


def load(body: bytes, notes: Counter[str]) -> Any:
    """The document as Python values. Raises UnreadableError when it is not JSON."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return forgiving(body, error, notes)


def forgiving(body: bytes, error: orjson.JSONDecodeError, notes: Counter[str]) -> Any:
    text = decoded(body.removeprefix(codecs.BOM_UTF8), notes)
    if "depth" in error.msg:
        text = cut(text)
        notes["cut_json"] += 1
    try:
        return json.loads(
            text, strict=False, parse_constant=refuse, object_hook=lambda each: cleaned(each, notes), parse_int=integer
        )
    except (ValueError, RecursionError) as cause:
        raise UnreadableError(f"the body is not valid JSON: {error.msg} at character {error.pos}") from cause


def decoded(body: bytes, notes: Counter[str]) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        notes["replaced_utf8"] += 1
        return body.decode("utf-8", "replace")


def cut(text: str) -> str:
    """Puts 0, a wrong type wherever OTLP has an object, in place of everything nested deeper than CUT_DEPTH."""
    kept: list[str] = []
    depth = start = 0
    for token in TOKEN.finditer(text):
        mark = token[0]
        if mark in "[{":
            depth += 1
            if depth == CUT_DEPTH + 1:
                kept.append(text[start : token.start()] + "0")
        elif mark in "]}":
            depth -= 1
            if depth == CUT_DEPTH:
                start = token.end()
    return "".join(kept) + (text[start:] if depth <= CUT_DEPTH else "")


def cleaned(each: dict[str, Any], notes: Counter[str]) -> dict[str, Any]:
    return {clean(key, notes): clean(value, notes) if type(value) is str else value for key, value in each.items()}


def integer(digits: str) -> int | float:
    """As orjson does: what no 64-bit number holds becomes a float, so endless digits cost nothing."""
    return int(digits) if len(digits) < 20 else float(digits)


def refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
