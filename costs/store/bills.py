"""Bills: brought in once, held against what we counted in the same days (UTC, as providers bill)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

from django.db import IntegrityError, transaction
from django.utils import timezone

from aiops.core.models import Project
from aiops.core.periods import Period
from costs.analysis import bills, reconciled
from costs.analysis.bills import BillError
from costs.analysis.reconciled import Billed, Line
from costs.models import Bill, BillLine
from costs.store import days
from traces.store.retention import SUMMARY_DAYS

NANO = 10**9
MOST_NANOUSD = 9 * 10**18


@dataclass(frozen=True)
class Brought:
    """What somebody brings: the text of the cost export, that of the usage export ("" for none), and what they say."""

    name: str
    cost: str
    usage: str
    provider: str
    rate: Decimal | None
    columns: Mapping[str, str]
    by: str


def take(project: Project, brought: Brought) -> Bill:
    """Raises BillError."""
    found = bills.read(StringIO(brought.cost, newline=""), brought.columns)
    if not found.has_cost:
        raise BillError("This export has usage without cost. Bring the cost export, and this one as its usage.")
    if brought.usage:
        _with_usage(found, bills.read(StringIO(brought.usage, newline=""), {}))
    rate = _rate(found.currency or "USD", brought.rate)
    _check_days(found.days, timezone.now())
    if not found.models:
        raise BillError("No line of it has both a model and a cost. Export it by line item, or by model.")
    digest = hashlib.sha256(f"{brought.cost}\0{brought.usage}\0{rate}".encode()).hexdigest()
    provider = brought.provider or found.provider
    try:
        with transaction.atomic():
            bill = Bill.objects.create(
                project=project, name=brought.name[:200], provider=provider, currency=found.currency or "USD",
                rate=rate, first=found.days[0], last=found.days[-1], lines=found.lines, digest=digest,
                imported_by=brought.by,
            )  # fmt: skip
            BillLine.objects.bulk_create(_entries(bill, found, rate), batch_size=1000)
    except IntegrityError:
        raise BillError("This very file has been brought already.") from None
    return bill


def _check_days(found: Sequence[date], now: datetime) -> None:
    """What lies outside the days that are kept can be held against nothing: most often a date is misread."""
    first, last = now.date() - timedelta(days=SUMMARY_DAYS), now.date() + timedelta(days=1)
    for day in found:
        if not first <= day <= last:
            raise BillError(f"It has lines of {day:%Y-%m-%d}; bills can be of {first} to {last}, as days are kept.")


def _rate(currency: str, said: Decimal | None) -> Decimal:
    if currency == "USD":
        return Decimal(1)
    if said is None:
        raise BillError(f"The bill is in {currency}. Say how many dollars one {currency} is, or bring it in dollars.")
    return said


def _with_usage(bill: bills.Bill, usage: bills.Bill) -> None:
    """Tokens and requests of another export of the same days. Models it alone has cost nothing: they are left out."""
    for key, said in usage.models.items():
        if key in bill.models:
            one = bill.models[key]
            one.input, one.output, one.requests = said.input, said.output, said.requests


def _entries(bill: Bill, found: bills.Bill, rate: Decimal) -> list[BillLine]:
    lines = [
        BillLine(
            bill=bill, day=day, model=model[:200], nanousd=_nano(one.cost * rate), requests=one.requests,
            tokens=None if one.input is None and one.output is None else (one.input or 0) + (one.output or 0),
        )
        for (day, model), one in found.models.items()
    ]  # fmt: skip
    others = [
        BillLine(bill=bill, day=day, model=words[:200], other=True, nanousd=_nano(cost * rate))
        for (day, words), cost in found.others.items()
    ]
    return lines + others


def _nano(usd: Decimal) -> int:
    found = int((usd * NANO).to_integral_value(rounding="ROUND_HALF_EVEN"))
    if abs(found) > MOST_NANOUSD:
        raise BillError("A day of it costs more than nine billion dollars: is that column the cost?")
    return found


@dataclass(frozen=True)
class Reconciled:
    lines: list[Line]
    others: list[BillLine]  # credits and fees

    @property
    def others_nanousd(self) -> int:
        return sum(each.nanousd for each in self.others)


def reconcile(bill: Bill) -> Reconciled:
    """The bill against the roll-ups of its days and provider."""
    first = datetime(bill.first.year, bill.first.month, bill.first.day, tzinfo=UTC)
    last = datetime(bill.last.year, bill.last.month, bill.last.day, tzinfo=UTC)
    spans = days.spans_of(Period(first, last + timedelta(days=1)))
    cells = [cell for cell in days.read(bill.project_id, spans) if _is_of(bill, cell.key.provider)]
    entries = list(bill.entries.order_by("day", "model"))
    said: dict[tuple[date, str], Billed] = {}
    for each in entries:
        if not each.other:
            said[each.day, each.model] = Billed(each.nanousd, each.tokens)
    ours = reconciled.ours_of(cells, [start.date() for start, _ in spans])
    lines = reconciled.compare(said, ours)
    return Reconciled(lines, [each for each in entries if each.other])


def _is_of(bill: Bill, provider: str) -> bool:
    return not bill.provider or provider.lower().startswith(bill.provider.lower())
