"""Progress of long commands: a bar that moves on a terminal, a line at every tenth where output is kept."""

import time
from typing import TextIO

WIDTH = 30
EVERY_S = 0.2


class Progress:
    """`total` and what `to` takes are in one unit, such as bytes. Written to stderr as a rule."""

    def __init__(self, stream: TextIO, total: int, label: str) -> None:
        self.stream, self.total, self.label = stream, max(1, total), label
        self.on_terminal = stream.isatty()
        self.drawn_at = 0.0
        self.tenth = 0

    def to(self, done: int, note: str = "") -> None:
        """Draws as far as `done`; seldom enough to cost nothing."""
        share = min(1.0, done / self.total)
        if self.on_terminal:
            now = time.monotonic()
            if now - self.drawn_at >= EVERY_S or share == 1:
                self.drawn_at = now
                bar = ("#" * int(share * WIDTH)).ljust(WIDTH, ".")
                self._write(f"\r{self.label} [{bar}] {share:4.0%}  {note}\x1b[K")
        elif int(share * 10) > self.tenth:
            self.tenth = int(share * 10)
            self._write(f"{self.label} {self.tenth * 10} %  {note}\n")

    def end(self) -> None:
        if self.on_terminal:
            self._write("\n")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
