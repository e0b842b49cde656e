from io import StringIO

from aiops.core.progress import Progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_kept_output_gets_a_line_at_every_tenth() -> None:
    out = StringIO()
    progress = Progress(out, 200, "file")
    for done in range(0, 201, 10):
        progress.to(done, "x")
    assert out.getvalue().splitlines() == [f"file {tenth} %  x" for tenth in range(10, 101, 10)]


def test_a_terminal_gets_one_line_that_moves() -> None:
    out = Terminal()
    progress = Progress(out, 200, "file")
    progress.to(100)
    progress.to(200)
    progress.end()
    assert out.getvalue().count("\n") == 1
    assert "100%" in out.getvalue()


def test_an_empty_total_is_done() -> None:
    out = Terminal()
    Progress(out, 0, "file").to(1)
    assert "100%" in out.getvalue()
