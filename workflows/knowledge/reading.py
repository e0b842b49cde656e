"""Documents as text under headings: Markdown, HTML, PDF and plain text, whatever else a file holds left out. Pure.

What is too large or cannot be read is refused by name; nothing is cut in silence.
"""

import io
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

MOST_BYTES = 20 * 1024 * 1024
MOST_CHARACTERS = 5_000_000
MOST_PAGES = 2_000
MOST_SECONDS = 60.0  # for one PDF: a hostile one can take for ever
KINDS = {
    "md": "markdown", "markdown": "markdown", "html": "html", "htm": "html", "pdf": "pdf", "txt": "text",
}  # fmt: skip
HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
FENCE = re.compile(r"^\s*(```|~~~)")
SILENT = {"script", "style", "noscript", "template", "svg", "nav", "head"}
BREAKS = {
    "p",
    "div",
    "li",
    "br",
    "tr",
    "td",
    "th",
    "section",
    "article",
    "blockquote",
    "pre",
    "table",
    "ul",
    "ol",
    "dt",
    "dd",
}


class DocumentError(ValueError):
    """A document that is not taken; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Block:
    """Text under one heading. `heading`: those above it too, joined by " > "."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    kind: str
    blocks: tuple[Block, ...]

    @property
    def characters(self) -> int:
        return sum(len(each.text) for each in self.blocks)


def read(name: str, data: bytes) -> Document:
    """What a file says. Its kind is told by the ending of its name. Raises DocumentError."""
    kind = KINDS.get(name.rpartition(".")[2].lower(), "")
    if not kind:
        raise DocumentError(f"{name}: only {', '.join(sorted(KINDS))} are read")
    check_size(name, len(data))
    found = {"markdown": _markdown, "html": _html, "pdf": _pdf, "text": _plain}[kind](name, data)
    blocks = tuple(Block(each.heading[:500], each.text.strip()) for each in found if each.text.strip())
    made = Document(name, kind, blocks)
    if not blocks:
        raise DocumentError(f"{name} holds no text" + (": a scan has to be recognised first" if kind == "pdf" else ""))
    if made.characters > MOST_CHARACTERS:
        raise DocumentError(f"{name} has {made.characters:,} characters of text; at most {MOST_CHARACTERS:,} are read")
    return made


def check_size(name: str, size: int) -> None:
    """Raises DocumentError for what is too large to be read."""
    if size > MOST_BYTES:
        most = MOST_BYTES // 1024**2
        raise DocumentError(f"{name} has {size / 1024**2:.0f} MiB; at most {most} are read: split it into parts")


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name} is not UTF-8 (byte {error.start})") from None


def _plain(name: str, data: bytes) -> Iterator[Block]:
    yield Block("", _text(name, data))


def _markdown(name: str, data: bytes) -> Iterator[Block]:
    path: dict[int, str] = {}
    lines: list[str] = []
    fenced = False
    for line in _text(name, data).splitlines():
        fenced ^= FENCE.match(line) is not None
        found = None if fenced else HEADING.match(line)
        if found is None:
            lines.append(line)
            continue
        yield Block(_joined(path), "\n".join(lines))
        lines = []
        path = {level: said for level, said in path.items() if level < len(found[1])} | {len(found[1]): found[2]}
    yield Block(_joined(path), "\n".join(lines))


def _joined(path: dict[int, str]) -> str:
    return " > ".join(path[level] for level in sorted(path))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.path: dict[int, str] = {}
        self.text: list[str] = []
        self.silent = 0
        self.level = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag in SILENT:
            self.silent += 1
        elif re.fullmatch(r"h[1-6]", tag):
            self.flush()
            self.level = int(tag[1])
        elif tag in BREAKS:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif self.level and re.fullmatch(r"h[1-6]", tag):
            said = " ".join("".join(self.text).split())
            self.path = {level: each for level, each in self.path.items() if level < self.level} | {self.level: said}
            self.text, self.level = [], 0
        elif tag in BREAKS:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.text.append(data)

    def flush(self) -> None:
        lines = (" ".join(line.split()) for line in "".join(self.text).splitlines())
        self.blocks.append(Block(_joined(self.path), re.sub(r"\n{3,}", "\n\n", "\n".join(lines))))
        self.text = []


def _html(name: str, data: bytes) -> Iterator[Block]:
    reader = _Reader()
    reader.feed(_text(name, data))
    reader.close()
    reader.flush()
    yield from reader.blocks


def _pdf(name: str, data: bytes) -> Iterator[Block]:
    try:
        yield from _pages(name, data)
    except DocumentError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken PDF can raise anything out of pypdf
        raise DocumentError(f"{name} is no PDF that can be read ({type(error).__name__})") from None


def _pages(name: str, data: bytes) -> Iterator[Block]:
    from pypdf import PdfReader

    ends, reader = time.monotonic() + MOST_SECONDS, PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise DocumentError(f"{name} is locked with a password")
    if len(reader.pages) > MOST_PAGES:
        raise DocumentError(f"{name} has {len(reader.pages):,} pages; at most {MOST_PAGES:,} are read")
    for number, page in enumerate(reader.pages, 1):
        yield Block(f"page {number}", page.extract_text().replace("\0", ""))
        if time.monotonic() > ends:
            raise DocumentError(f"{name} takes longer than {MOST_SECONDS:.0f} s to read (page {number})")
