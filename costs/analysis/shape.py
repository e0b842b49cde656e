"""Which figures a window of a bridge has: workflows, their models, lines of tokens by class and price tier. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray

TEXT_INPUT = ("input", "cache_read", "cache_write", "cache_write_1h")  # shares of one whole
OTHER_INPUT = ("input_audio",)
CALL = "call"  # a fee for each try


class Line(NamedTuple):
    """Tokens of one class that a model took in a workflow, in one price tier. `local`: a local cache answered."""

    workflow: str
    model: str
    token_class: str
    tier: str = ""
    local: bool = False


@dataclass(frozen=True)
class Shape:
    """Which figures a window has: one number each of `runs` and `useful` a workflow, `tries` a pair, then by line."""

    lines: Sequence[Line]
    workflows: Sequence[str]
    pairs: Sequence[tuple[str, str]]  # (workflow, model)

    @classmethod
    def of(cls, lines: Sequence[Line], workflows: Sequence[str] = (), pairs: Sequence[tuple[str, str]] = ()) -> "Shape":
        """All workflows and models of the lines, and any more."""
        names = dict.fromkeys([*workflows, *(line.workflow for line in lines), *(pair[0] for pair in pairs)])
        return cls(lines, tuple(names), tuple(dict.fromkeys([*pairs, *((line[0], line[1]) for line in lines)])))

    @property
    def width(self) -> int:
        return 2 * len(self.workflows) + len(self.pairs) + 2 * len(self.lines)

    @cached_property
    def workflow_of_pair(self) -> "NDArray[Any]":
        return _places([pair[0] for pair in self.pairs], self.workflows)

    @cached_property
    def classes(self) -> list[tuple[str, str, str]]:
        """Every (workflow, model, class)."""
        return list(dict.fromkeys(line[:3] for line in self.lines))

    @cached_property
    def class_of_line(self) -> "NDArray[Any]":
        return _places([line[:3] for line in self.lines], self.classes)

    @cached_property
    def pair_of_class(self) -> "NDArray[Any]":
        return _places([each[:2] for each in self.classes], self.pairs)

    @cached_property
    def pair_of_line(self) -> "NDArray[Any]":
        return _of(self.pair_of_class, self.class_of_line)

    @cached_property
    def workflow_of_line(self) -> "NDArray[Any]":
        return _of(self.workflow_of_pair, self.pair_of_line)

    @cached_property
    def workflow_of_class(self) -> "NDArray[Any]":
        return _of(self.workflow_of_pair, self.pair_of_class)

    @cached_property
    def local_line(self) -> "NDArray[Any]":
        import numpy as np

        return np.array([line.local for line in self.lines], dtype=bool)

    @cached_property
    def standard_line(self) -> "NDArray[Any]":
        import numpy as np

        return np.array([not line.local and not line.tier for line in self.lines], dtype=bool)

    @cached_property
    def prompt_of_line(self) -> "NDArray[Any]":
        """The same for all lines that are shares of one prompt in one tier."""
        keys = [(*line[:2], line.token_class if line[2] not in TEXT_INPUT else "", *line[3:]) for line in self.lines]
        return _places(keys, list(dict.fromkeys(keys)))

    @cached_property
    def kinds(self) -> "tuple[NDArray[Any], ...]":
        """Which classes are shares of the prompt, which are other input, which are fees."""
        import numpy as np

        kinds = (TEXT_INPUT, OTHER_INPUT, (CALL,))
        return tuple(np.array([each[2] in names for each in self.classes], dtype=bool) for names in kinds)


def _of(places: "NDArray[Any]", chosen: "NDArray[Any]") -> "NDArray[Any]":
    found: NDArray[Any] = places[chosen]
    return found


def _places(values: Sequence[Any], among: Sequence[Any]) -> "NDArray[Any]":
    import numpy as np

    place = {value: at for at, value in enumerate(among)}
    return np.array([place[value] for value in values], dtype=int)
