"""What the company's systems know of a run beside its trace: the key of its business object, and who is compared."""

from random import Random

from aiops.demo.runs import Run

OBJECTS = {
    "support-answer": "ticket", "refund-agent": "refund", "ticket-triage": "ticket", "product-search": "visit",
    "invoice-reader": "invoice", "contract-check": "contract", "sales-mail": "lead", "fraud-note": "order",
    "return-label": "return", "code-review": "change", "job-screening": "applicant",
}  # fmt: skip
HOLDOUT_SHARE = 0.1  # of the customers of these workflows are answered as before
COMPARED = frozenset({"support-answer", "sales-mail"})


def draws(run: Run, what: str) -> Random:
    """Follows from the run alone, so whoever asks gets the same, and nothing else of the run changes."""
    return Random(f"{run.trace_id.hex()}:{what}")  # noqa: S311 a simulation wants to be repeatable


def known(run: Run) -> Run:
    """The same run whose first span says the key and, where it is one of the compared, so."""
    root = run.spans[0]
    if (key := key_of(run)) is not None:
        root.attributes["aiops.business_key"] = key
    if run.workflow.name in COMPARED:
        root.attributes["aiops.holdout"] = is_held_out(run)
    return run


def key_of(run: Run) -> str | None:
    """None where the workflow has no business object."""
    name = OBJECTS.get(run.workflow.name)
    return None if name is None else f"{name}-{draws(run, 'key').randrange(10**9):09d}"


def is_held_out(run: Run) -> bool:
    """One customer is always either in the comparison group of these workflows or not."""
    random = Random(f"holdout:{run.customer}")  # noqa: S311
    return run.workflow.name in COMPARED and random.random() < HOLDOUT_SHARE
