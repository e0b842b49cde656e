"""What Harbour Goods has AI do: eight workflows of all three kinds, and what each is worth to the company."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """Prices in nano-dollars a token, as the lists of 2026 have them. `until_first_ms` and `a_token_ms`: its speed."""

    provider: str
    name: str
    input_nanousd: int
    cached_nanousd: int
    output_nanousd: int
    until_first_ms: float
    a_token_ms: float


GPT = Model("openai", "gpt-4.1", 2_000, 500, 8_000, 620, 4.5)
GPT_MINI = Model("openai", "gpt-4.1-mini", 400, 100, 1_600, 380, 2.5)
NORDIC = Model("nordcloud", "nordic-70b", 2_400, 600, 9_000, 450, 4.0)  # rented, at the company's own price


@dataclass(frozen=True, slots=True)
class Measured:
    """Its success metric: what it is called, where it is seen, how often it is good, and after how many days."""

    metric: str
    system: str
    reference: str  # the name by which that system knows the run: run_id, trace_id, session or key
    rate: float
    minutes: float
    window_days: int
    delay_days: float
    silence: str


@dataclass(frozen=True, slots=True)
class Workflow:
    """`tokens`: sent and received by the call that answers. `tools`: in their order. `busy`: against the others."""

    key: str
    name: str
    kind: str  # rag, agent or automation
    service: str
    owner: str
    purpose: str
    good_outcome: str
    tokens: tuple[int, int]
    tools: tuple[str, ...]
    busy: float
    measured: Measured


WORKFLOWS = (
    Workflow(
        "support-answer", "Support answers", "rag", "support-api", "Maja Lind",
        "Answers customers from the help pages.",
        "a question answered without a person", (9_200, 380), ("orders.get",), 1.2,
        Measured("resolved", "helpdesk", "key", 0.74, 9, 7, 1.2, "failure"),
    ),
    Workflow(
        "refund-agent", "Refund agent", "agent", "support-api", "Maja Lind", "Decides on refunds and pays small ones.",
        "a refund settled without a complaint", (5_200, 190), ("orders.get", "refunds.quote"), 0.8,
        Measured("settled", "erp", "run_id", 0.82, 14, 7, 1.5, "unknown"),
    ),
    Workflow(
        "ticket-triage", "Ticket triage", "automation", "support-worker", "Jonas Beck",
        "Sends each new ticket to the right queue.", "a ticket routed right the first time", (8_400, 290),
        ("tickets.label",), 1.3, Measured("right_queue", "helpdesk", "run_id", 0.91, 2, 3, 0.4, "unknown"),
    ),
    Workflow(
        "product-search", "Product search", "rag", "shop-web", "Ines Roth", "Finds the article a visitor describes.",
        "a visit that ends in an order", (8_800, 340), ("catalogue.get",), 1.2,
        Measured("order", "shop", "session", 0.31, 0, 3, 0.2, "failure"),
    ),
    Workflow(
        "invoice-reader", "Invoice reader", "automation", "finance-worker", "Tom Vogel",
        "Reads suppliers' invoices and books them.", "an invoice booked without corrections", (9_600, 450),
        ("ledger.match",), 0.9, Measured("booked", "erp", "trace_id", 0.88, 6, 7, 1.6, "failure"),
    ),
    Workflow(
        "policy-answer", "Policy answers", "rag", "hr-api", "Sara Holm", "Answers colleagues from the staff handbook.",
        "a question HR need not answer", (9_400, 350), ("policies.get",), 0.7,
        Measured("answered", "hr", "key", 0.66, 11, 5, 0.8, "unknown"),
    ),
    Workflow(
        "sales-mail", "Sales mails", "automation", "crm-worker", "Emil Krag",
        "Writes the first reply to schools and clubs.",
        "a reply within the window", (9_000, 470), ("crm.contact",), 0.8,
        Measured("reply", "crm", "key", 0.38, 7, 7, 1.8, "failure"),
    ),
    Workflow(
        "code-review", "Code review", "agent", "dev-tools", "Nora Weiss",
        "Reviews changes to the shop before people do.",
        "a change merged without a second round", (5_800, 240), ("git.diff", "tests.run"), 0.7,
        Measured("merged", "forge", "key", 0.79, 20, 5, 0.9, "unknown"),
    ),
)  # fmt: skip
OF_KEY: Mapping[str, Workflow] = {each.key: each for each in WORKFLOWS}
REGIONS, REGION_SHARES = ("eu-west", "eu-north", "us-east", "ap-south"), (4, 3, 2, 2)
TENANTS = ("harbour", "nordlicht", "atelier", "campus")
CACHED = 0.7  # of what is sent is read from the provider's cache
