"""What is said in the company's runs: a conversation for each, from a pool that is drawn once a seed and workflow."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from aiops.demo.texts import text

ITEMS = ("oak table", "reading lamp", "set of mugs", "wool blanket", "garden bench", "wall clock", "linen curtain")
CITIES = ("Rostock", "Aarhus", "Bern", "Leeds", "Bergen", "Graz", "Ghent")
POOL = 48
INSTRUCTIONS = 1_400  # characters
Document = dict[str, Any]
ASKED: Mapping[str, tuple[str, ...]] = {
    "support-answer": (
        "Where is my {item}? It should have been in {city} on Tuesday.",
        "The {item} arrived with a crack. Do I send all of it back?",
        "Can I still change the address of order {number}? We moved to {city}.",
        "How long do I wait for the money once the {item} is back with you?",
    ),
    "refund-agent": (
        "Order {number}: the {item} came broken, I want my money back.",
        "I returned the {item} two weeks ago and nothing has happened.",
        "You charged me twice for order {number}.",
    ),
    "ticket-triage": (
        "Subject: {item} missing. The parcel from {city} had only half of my order.",
        "Subject: invoice {number}. Please put our tax number on it.",
        "Subject: cannot sign in. The link in your mail does not work any more.",
    ),
    "product-search": (
        "a {item} that fits a small room", "{item} for outdoors under 200", "something like the {item} but in oak",
        "a present for somebody who loves their {item}",
    ),
    "invoice-reader": (
        "Invoice {number} from the carrier in {city}, three positions, net 30 days.",
        "Credit note {number}: 12 pieces of {item}, damaged on arrival.",
    ),
    "policy-answer": (
        "How many days may I work from {city} in a year?", "Who approves leave of more than three weeks?",
        "What do I do when I fall ill during my holidays?",
    ),
    "sales-mail": (
        "A school in {city} asks for forty pieces of {item} before the summer.",
        "A hotel in {city} liked the {item} at the fair and wants an offer.",
    ),
    "code-review": (
        "Change {number}: the basket keeps a {item} that is out of stock.",
        "Change {number}: duties for deliveries to {city} are shown before paying.",
    ),
}  # fmt: skip
ANSWERS: Mapping[str, str] = {
    "support-answer": "Thank you for asking about your {item}. ",
    "refund-agent": "Order {number}: a refund of {amount}.00 EUR is on its way. ",
    "ticket-triage": '{{"queue": "returns", "urgency": "normal", "about": "{item}"}} ',
    "product-search": "Three articles fit: {item}, and two like it. ",
    "invoice-reader": '{{"invoice": "{number}", "net": "{amount}.00", "currency": "EUR", "positions": 3}} ',
    "policy-answer": "The handbook says, in chapter four: ",
    "sales-mail": "Dear colleagues in {city}, thank you for your interest in our {item}. ",
    "code-review": "Change {number} does what it says; two remarks. ",
}
TITLES = ("Returns and refunds", "Delivery times", "Lamps and bulbs", "Orders abroad", "Care of oak", "Vouchers")


@dataclass(frozen=True, slots=True)
class Conversation:
    """`asked` and `answer` as people read them; the rest as spans carry it."""

    asked: str
    answer: str
    question: str
    reply: str
    documents: str
    kept: int
    arguments: str
    result: str


@lru_cache(400)
def pool(seed: int, workflow: str) -> tuple[Conversation, ...]:
    random = Random(f"{seed}:{workflow}:talk")  # noqa: S311 a simulation wants to be repeatable
    return tuple(_conversation(random, workflow) for _ in range(POOL))


@lru_cache(40)
def instructions(workflow: str, version: int) -> str:
    """A later version is as good as an earlier one, and longer."""
    said = f"You work for Harbour Goods ({workflow}). " + text(Random(workflow), INSTRUCTIONS)  # noqa: S311
    if version > LONGER:
        said += " Examples: " + text(Random(f"{workflow}:{version}"), 2 * INSTRUCTIONS)  # noqa: S311
    return json.dumps([{"type": "text", "content": said}])


LONGER = 6


def _conversation(random: Random, workflow: str) -> Conversation:
    words = {
        "item": random.choice(ITEMS), "city": random.choice(CITIES), "number": random.randrange(10_000, 99_999),
        "amount": random.randrange(20, 400),
    }  # fmt: skip
    asked = random.choice(ASKED[workflow]).format(**words) + " " + text(random, random.randrange(60, 300))
    answer = ANSWERS[workflow].format(**words) + text(random, random.randrange(200, 700))
    found = _documents(random)
    sources = "\n".join(f"[{each['id']}] {each['content']}" for each in found)
    return Conversation(
        asked, answer, _message("user", f"{asked}\n\nSources:\n{sources}"), _message("assistant", answer),
        json.dumps(found), len(found), json.dumps({"order": words["number"], "fields": ["state", "paid", "items"]}),
        json.dumps({"state": "shipped", "paid": f"{words['amount']}.00 EUR", "items": [words["item"]]}),
    )  # fmt: skip


def _documents(random: Random) -> list[Document]:
    scores = sorted((random.betavariate(6, 2) for _ in range(random.randrange(3, 5))), reverse=True)
    return [
        {
            "id": f"kb-{random.randrange(100, 180)}",
            "title": random.choice(TITLES),
            "content": text(random, 420),
            "score": round(score, 4),
        }
        for score in scores
    ]


def _message(role: str, said: str) -> str:
    message: Document = {"role": role, "parts": [{"type": "text", "content": said}]}
    return json.dumps([message | ({"finish_reason": "stop"} if role == "assistant" else {})])
