"""What is left of a budget: neither spent, nor reserved for calls under way, nor uncertain."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """In nano-dollars. `limit` None: there is none."""

    limit: int | None
    spent: int = 0
    reserved: int = 0
    uncertain: int = 0

    @property
    def left(self) -> int | None:
        """What can still be reserved, never below zero."""
        return None if self.limit is None else max(0, self.limit - self.spent - self.reserved - self.uncertain)
