"""What is read out of files, and what is refused."""

import io

import pytest

from workflows.knowledge import chunks, read
from workflows.knowledge.reading import MOST_BYTES, DocumentError


def told(name: str, data: bytes) -> list[tuple[str, str]]:
    return [(each.heading, each.text) for each in read(name, data).blocks]


def pdf(text: str) -> bytes:
    """The smallest file that says it."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, each in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    start = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def test_markdown_keeps_the_path_of_headings_and_code_is_no_heading() -> None:
    text = b"Before\n# A\none\n## B\n```\n# no heading\n```\n## C\nthree\n# D\nfour"
    assert told("a.md", text) == [
        ("", "Before"), ("A", "one"), ("A > B", "```\n# no heading\n```"), ("A > C", "three"), ("D", "four"),
    ]  # fmt: skip


def test_html_says_what_a_reader_sees() -> None:
    text = (
        b"<head><title>x</title><script>evil()</script></head><nav>Menu</nav><h1>A &amp; B</h1><p>One</p>"
        b"<style>p{}</style><ul><li>two<li>three</ul><h2>C?</h2>four<p hidden>five"
    )
    assert told("a.html", text) == [("A & B", "One\n\ntwo\nthree"), ("A & B > C?", "four\nfive")]


def test_a_pdf_is_read_page_by_page() -> None:
    assert told("a.pdf", pdf("A refund takes 5 days.")) == [("page 1", "A refund takes 5 days.")]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", b"x", "only htm, html, markdown, md, pdf, txt are read"),
        ("a.md", b"\xff\xfe", "not UTF-8 \\(byte 0\\)"),
        ("a.md", b" \n ", "holds no text"),
        ("a.pdf", b"not a pdf", "no PDF that can be read"),
        ("a.pdf", pdf(""), "a scan has to be recognised first"),
        ("a.txt", b"x" * (MOST_BYTES + 1), "has 20 MiB; at most 20 are read: split it"),
        ("a.txt", b"x" * 5_000_001, "5,000,001 characters of text; at most 5,000,000"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=rf"^{name}.*{reason}"):
        read(name, data)


def test_passages_are_whole_paragraphs_and_lose_nothing() -> None:
    paragraphs = [f"Paragraph {number}. " + "word " * 40 for number in range(30)]
    found = chunks.cut(read("a.md", ("# T\n" + "\n\n".join(paragraphs)).encode()))
    assert all(len(text) <= chunks.MOST and heading == "T" for heading, text in found)
    assert "".join("".join(text for _, text in found).split()) == "".join("".join(paragraphs).split())


def test_a_paragraph_without_an_end_is_cut() -> None:
    found = chunks.cut(read("a.txt", b"x" * 10_000))
    assert (sum(len(text) for _, text in found), max(len(text) for _, text in found)) == (10_000, chunks.MOST)
