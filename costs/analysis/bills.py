"""A provider's bill as a table: which columns it has, and what each day and model cost by it. Pure.

Knows the exports of OpenAI (costs; usage of completions) and Anthropic (cost; usage) by their headers; of others the
columns are found by usual names, or named by whoever brings the file. Days are UTC, as providers bill them.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

FIELDS = ("date", "model", "cost", "currency", "input", "output", "requests")
# The first of these names that a header has. Those of OpenAI and Anthropic first.
NAMES: Mapping[str, tuple[str, ...]] = {
    "date": ("usage_date_utc", "start_time_iso", "date", "day", "usage_date", "start_time", "timestamp"),
    "model": ("model_version", "line_item", "model", "model_id", "model_name", "sku"),
    "cost": ("amount_value", "cost_usd", "cost", "amount", "amount_usd", "total_cost", "cost_in_usd", "effectivecost"),
    "currency": ("amount_currency", "currency", "billingcurrency"),
    "input": ("input_tokens", "prompt_tokens", "tokens_in", "n_context_tokens_total"),
    "output": ("usage_output_tokens", "output_tokens", "completion_tokens", "tokens_out", "n_generated_tokens_total"),
    "requests": ("num_model_requests", "requests", "n_requests", "calls"),
}
# Anthropic tells input in four columns that add up to it.
INPUT_PARTS = (
    "usage_input_tokens_no_cache",
    "usage_input_tokens_cache_write_5m",
    "usage_input_tokens_cache_write_1h",
    "usage_input_tokens_cache_read",
)
PROVIDERS = {"amount_value": "openai", "num_model_requests": "openai", "usage_date_utc": "anthropic"}
MOST_LINES = 200_000
MOST_AMOUNT, MOST_TOKENS, MOST_DIGITS = Decimal(10**9), 10**15, 20
MOST_SUMMED = 10**18  # tokens of a day and model: input and output together are a bigint
WITH_COMMAS = re.compile(r"\$?-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
CREDIT = re.compile(r"\b(credit|grant|refund|adjustment|discount|promo)", re.IGNORECASE)


class BillError(ValueError):
    """Why the table cannot be taken. Names the line, and the column where it is one."""


@dataclass
class Sum:
    """What one day and model add up to. Tokens None: the bill does not say."""

    cost: Decimal = Decimal(0)
    input: int | None = None
    output: int | None = None
    requests: int | None = None


@dataclass
class Bill:
    """By day and model; what has no model (credits, fees of tools) by its own words."""

    provider: str = ""
    currency: str = ""
    has_cost: bool = False
    lines: int = 0
    models: dict[tuple[date, str], Sum] = field(default_factory=dict)
    others: dict[tuple[date, str], Decimal] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        return sorted({day for day, _ in (*self.models, *self.others)})


def read(text: Iterable[str], named: Mapping[str, str]) -> Bill:
    """`named`: columns by field, where somebody named them. Raises BillError."""
    rows = csv.reader(text, strict=True)
    try:
        header = [name.strip().lower().removeprefix("\ufeff") for name in next(rows, [])]
        place, input_parts = columns(header, named), _parts(header)
        bill = Bill(provider=next((who for name, who in PROVIDERS.items() if name in header), ""))
        bill.has_cost = "cost" in place
        has_kinds = "amount_value" in header and header[place["model"]] == "line_item"
        for row in rows:
            if any("\0" in cell for cell in row):
                raise BillError(f"line {rows.line_num}: it holds a NUL character, which no text does.")
            if any(cell.strip() for cell in row):
                _take(bill, _Line(rows.line_num, row, place, input_parts, has_kinds))
    except csv.Error as error:
        raise BillError(f"line {rows.line_num}: {error}") from None
    if not bill.lines:
        raise BillError("The file has a header and nothing below it.")
    return bill


def columns(header: list[str], named: Mapping[str, str]) -> dict[str, int]:
    """The place of each field's column. Raises BillError where one that is needed is missing."""
    if not header:
        raise BillError("The file is empty.")
    place = {}
    for name in FIELDS:
        wanted = named.get(name, "").strip().lower()
        if wanted and wanted not in header:
            raise BillError(f"There is no column “{wanted[:60]}”; there are: {', '.join(header)[:400]}.")
        found = next((each for each in ((wanted,) if wanted else NAMES[name]) if each in header), None)
        if found is not None:
            place[name] = header.index(found)
    if missing := [name for name in ("date", "model") if name not in place]:
        raise BillError(f"No column says the {missing[0]}. Name it; there are: {', '.join(header)[:400]}.")
    if not {"cost", "input", "output"} & set(place) and not _parts(header):
        raise BillError(f"No column says a cost or tokens. Name it; there are: {', '.join(header)[:400]}.")
    return place


def _parts(header: list[str]) -> list[int]:
    return [header.index(name) for name in INPUT_PARTS if name in header]


@dataclass(frozen=True)
class _Line:
    number: int
    cells: list[str]
    place: Mapping[str, int]
    input_parts: list[int]
    has_kinds: bool  # OpenAI's line items of models end in ", input" and the like; those of tools do not

    def text(self, name: str) -> str:
        at = self.place.get(name)
        return self.cells[at].strip() if at is not None and at < len(self.cells) else ""

    def day(self) -> date:
        said = self.text("date")
        try:
            if said.isascii() and said.isdigit() and len(said) in {10, 13}:
                return datetime.fromtimestamp(int(said[:10]), UTC).date()
            at = datetime.fromisoformat(said)
            return (at.astimezone(UTC) if at.tzinfo else at).date()
        except (ValueError, OverflowError):
            raise BillError(f"line {self.number}: the date “{said[:40]}” cannot be read.") from None

    def cost(self) -> Decimal | None:
        said = self.text("cost")
        if not said:
            return None
        if "," in said and not WITH_COMMAS.fullmatch(said):
            raise BillError(f"line {self.number}: the cost “{said[:40]}” has a comma; write 12.34.")
        try:
            amount = Decimal(said.replace(",", "").removeprefix("$"))
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or abs(amount) > MOST_AMOUNT:
            raise BillError(f"line {self.number}: the cost “{said[:40]}” is no amount.")
        return amount

    def tokens(self, name: str) -> int | None:
        if name == "input" and self.input_parts:
            return sum(self._whole(self.cells[at] if at < len(self.cells) else "") or 0 for at in self.input_parts)
        return self._whole(self.text(name))

    def _whole(self, said: str) -> int | None:
        said = said.strip()
        if WITH_COMMAS.fullmatch(said):
            said = said.replace(",", "")
        said = said.removesuffix(".0")
        if not said:
            return None
        if not (said.isascii() and said.isdigit()) or len(said) > MOST_DIGITS or int(said) > MOST_TOKENS:
            raise BillError(f"line {self.number}: “{said[:40]}” is no number of tokens or requests.")
        return int(said)


def _take(bill: Bill, line: _Line) -> None:
    if bill.lines >= MOST_LINES:
        raise BillError(f"The file has more than {MOST_LINES:,} lines; split it by month.")
    cost, model = line.cost(), line.text("model")
    figures = {name: line.tokens(name) for name in ("input", "output", "requests")}
    if not cost and not any(figures.values()):
        bill.lines += bool(model)  # days on which nothing happened have a line too
        return
    bill.lines += 1
    _same_currency(bill, line)
    day = line.day()
    said, kind = model.partition(", ")[::2]
    name = "" if line.has_kinds and not kind else family(said.partition(",")[0])
    if cost is not None and (not name or cost < 0 or CREDIT.search(model)):
        key = (day, model or "Without a model")
        bill.others[key] = bill.others.get(key, Decimal(0)) + cost
        return
    found = bill.models.setdefault((day, name), Sum())
    found.cost += cost or 0
    for each, value in figures.items():
        if value is not None:
            whole = (getattr(found, each) or 0) + value
            setattr(found, each, whole)
            if whole > MOST_SUMMED:
                raise BillError(f"line {line.number}: the {each} of {day} add up to more than any provider serves.")


def _same_currency(bill: Bill, line: _Line) -> None:
    currency = line.text("currency").upper()[:10]
    if currency and bill.currency and currency != bill.currency:
        raise BillError(f"line {line.number}: {currency} after {bill.currency}. One bill has one currency.")
    bill.currency = bill.currency or currency


DATED = re.compile(r"(?:[-@]?(?:20\d{6}|20\d{2}-\d{2}-\d{2})|-latest)(?:-v\d+(?::\d+)?)?$")


BRACKETS = re.compile(r"\s*\([^()]*\)$")  # Claude Sonnet 4 (>200k)


def family(model: str) -> str:
    """One name for what a bill and traces call differently: without date, seller and spaces.

    >>> family("Claude Haiku 4.5"), family("claude-haiku-4-5-20251001"), family("gpt-4o-2024-08-06")
    ('claude-haiku-4-5', 'claude-haiku-4-5', 'gpt-4o')
    """
    name = BRACKETS.sub("", model.strip().lower()).replace(" ", "-").rpartition("/")[2]
    if name.startswith("ft:"):  # ft:base:organisation:name:id; it costs what its base does not
        return f"ft:{family(name.split(':')[1])}"
    if "claude" in name:
        name = name[name.index("claude") :].replace(".", "-")
    return DATED.sub("", name)
