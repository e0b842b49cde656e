"""A budget's arithmetic: what is reserved before a call is settled after it, and what nobody knows stays uncertain.

Law: spent + reserved + uncertain <= limit after every reservation, and a reservation leaves by exactly one door.
"""

from dataclasses import dataclass, replace


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

    def reserve(self, amount: int) -> "Account | None":
        """None: it does not fit, so the call is not made."""
        if self.left is not None and amount > self.left:
            return None
        return replace(self, reserved=self.reserved + amount)

    def settle(self, reserved: int, cost: int | None) -> "Account":
        """After the call. A cost that nobody knows leaves its reservation as uncertain spend."""
        if cost is None:
            return self.lose(reserved)
        return replace(self, reserved=self.reserved - reserved, spent=self.spent + cost)

    def lose(self, reserved: int) -> "Account":
        """Whoever made the call died: the provider may have charged it."""
        return replace(self, reserved=self.reserved - reserved, uncertain=self.uncertain + reserved)

    def reconcile(self, reserved: int, cost: int) -> "Account":
        """What the provider's own ledger says of a call that was uncertain."""
        return replace(self, uncertain=self.uncertain - reserved, spent=self.spent + cost)
