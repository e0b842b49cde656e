"""Who the simulated company is: its workflows, models and customers, and what goes wrong there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """A model the company calls. Speeds in nanoseconds: until the first token, and per output token."""

    provider: str
    name: str
    first_token_ns: int
    per_token_ns: int


@dataclass(frozen=True, slots=True)
class Workflow:
    """One thing the company has AI do. `share` is its part of all runs; `models` are (small one, answering one)."""

    name: str
    service: str
    share: float
    models: tuple[int, int]
    tool: str
    subject: str


MODELS = (
    Model("openai", "gpt-4.1", 620_000_000, 9_000_000),
    Model("openai", "gpt-4.1-mini", 380_000_000, 5_500_000),
    Model("openai", "gpt-4o", 540_000_000, 8_000_000),
    Model("openai", "gpt-4o-mini", 340_000_000, 5_000_000),
    Model("anthropic", "claude-sonnet-4-5", 900_000_000, 12_000_000),
    Model("anthropic", "claude-3-5-haiku-latest", 450_000_000, 6_500_000),
    Model("gcp.gemini", "gemini-2.5-pro", 1_100_000_000, 7_500_000),
    Model("gcp.gemini", "gemini-2.5-flash", 300_000_000, 3_500_000),
)
EMBEDDING_MODEL = Model("openai", "text-embedding-3-small", 90_000_000, 0)

WORKFLOWS = tuple(
    Workflow(name, service, share, models, tool, subject)
    for name, service, share, models, tool, subject in (
        ("support-answer", "support-api", 0.22, (3, 0), "orders.get", "a parcel that did not arrive"),
        ("refund-agent", "support-api", 0.10, (1, 0), "refunds.quote", "a refund for a broken lamp"),
        ("ticket-triage", "support-worker", 0.14, (3, 3), "tickets.label", "a new ticket"),
        ("product-search", "shop-web", 0.12, (7, 7), "catalogue.search", "a lamp that fits an E14 socket"),
        ("review-summary", "shop-worker", 0.06, (7, 1), "reviews.list", "what buyers say of the oak table"),
        ("invoice-reader", "finance-worker", 0.05, (1, 6), "ledger.match", "a supplier's invoice"),
        ("contract-check", "legal-api", 0.02, (5, 4), "clauses.find", "a new framework contract"),
        ("sales-mail", "crm-worker", 0.04, (5, 4), "crm.contact", "a school that asked for a discount"),
        ("call-notes", "crm-worker", 0.03, (7, 2), "crm.note", "this morning's call"),
        ("stock-forecast", "planning-worker", 0.02, (7, 6), "stock.history", "mugs in December"),
        ("return-label", "support-api", 0.03, (3, 1), "labels.create", "a return label that does not print"),
        ("address-check", "checkout-api", 0.04, (7, 7), "geo.lookup", "a delivery to Switzerland"),
        ("fraud-note", "checkout-api", 0.02, (1, 4), "orders.history", "three orders in a minute"),
        ("job-screening", "hr-api", 0.01, (5, 0), "cv.parse", "an applicant for the warehouse"),
        ("policy-answer", "hr-api", 0.02, (3, 1), "policies.search", "how parental leave works"),
        ("release-notes", "dev-tools", 0.01, (5, 4), "git.log", "version 4.2"),
        ("code-review", "dev-tools", 0.03, (5, 4), "git.diff", "a change to the checkout"),
        ("incident-summary", "dev-tools", 0.01, (1, 0), "logs.search", "last night's outage"),
        ("translation", "content-worker", 0.02, (7, 2), "glossary.get", "the size guide in French"),
        ("image-caption", "content-worker", 0.01, (3, 2), "images.get", "forty new product photos"),
    )
)
REGIONS = ("eu-west", "eu-north", "us-east", "ap-south")
RELEASES = ("2026.10.1", "2026.10.4", "2026.11.0")
FAILING_SHARE = 0.05
