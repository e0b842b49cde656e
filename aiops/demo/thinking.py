"""How the demo's model thinks: by rules, so that its answers fit what it was asked. For `Stub(reply=thinking.reply)`.

It knows three tasks by their form: answer a question from passages, sort tickets, handle a refund with tools. Now and
then it is wrong on purpose, as models are; which questions that befalls depends on their text alone.
"""

import hashlib
import json
import re
from typing import Any

from aiops.demo.stub_openai import Said

Json = dict[str, Any]
PASSAGE = re.compile(r'<passage n="(\d+)">\n(.*?)\n</passage>', re.DOTALL)
QUESTION = re.compile(r"<question>\n(.*?)\n</question>", re.DOTALL)
TICKET = re.compile(r'<ticket n="(\d+)">\n(.*?)\n</ticket>', re.DOTALL)
WORD = re.compile(r"\w{4,}")
SENTENCE = re.compile(r"(?<=[.!?])\s+")
QUEUES = {
    "billing": ("invoice", "charged", "payment", "price"), "returns": ("refund", "return", "broken", "damaged"),
    "delivery": ("parcel", "delivery", "shipped", "tracking"), "account": ("password", "login", "account", "e-mail"),
}  # fmt: skip
INVENTED = "Every customer receives a voucher of 500 euros and a free upgrade for life, whatever happened."


def reply(request: Json) -> Said | None:
    """None: the stub answers as it always does."""
    messages = [each for each in request.get("messages") or [] if isinstance(each, dict)]
    told = "\n".join(str(each.get("content") or "") for each in messages if each.get("role") != "system")
    offered = [tool["function"]["name"] for tool in request.get("tools") or []]
    if "find_order" in offered:
        return _refund(messages)
    if TICKET.search(told):
        return _sort(told)
    if QUESTION.search(told):
        return _answer(told)
    return None


def unlucky(text: str, share: float) -> bool:
    """The same for the same text."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 16**8 < share


def _answer(told: str) -> Said:
    """The sentences of the best passage; rarely something that no passage says."""
    found = QUESTION.search(told)
    asked = _words(found[1] if found else "")
    number, text = max(PASSAGE.findall(told), key=lambda each: len(asked & _words(each[1])), default=("0", ""))
    said = " ".join(SENTENCE.split(text.partition("\n")[2].replace("\n", " ").strip())[:2])
    if unlucky(told, 0.05):
        said = INVENTED
    return Said(json.dumps({"text": said or "The passages do not say it.", "citations": [int(number)] if said else []}))


def _words(text: str) -> set[str]:
    return {each.lower() for each in WORD.findall(text)}


def _sort(told: str) -> Said:
    return Said(json.dumps({"labels": [_label(text) for _, text in TICKET.findall(told)]}))


def _label(text: str) -> Json:
    low = text.lower()
    hits = {queue: sum(word in low for word in words) for queue, words in QUEUES.items()}
    queue = max(hits, key=lambda each: hits[each])
    sure = 0.9 if hits[queue] and not unlucky(text, 0.08) else 0.4
    urgency = "high" if any(word in low for word in ("urgent", "today", "immediately", "broken")) else "normal"
    return {"queue": queue if hits[queue] else "other", "urgency": urgency, "confidence": sure}


def _refund(messages: list[Json]) -> Said:
    """One tool after the other: the order, the rule, the refund, then the answer."""
    done = [each for each in messages if each.get("role") == "tool"]
    asked = next((str(each["content"]) for each in messages if each.get("role") == "user"), "")
    order = next(iter(re.findall(r"\b[A-Z]{1,2}-\d{3,6}\b", asked)), "")
    if not order:
        return Said("Which order is this about? Please send its number.")
    paid = re.search(r"paid_cents\W+(\d+)", json.dumps(done[0]) if done else "")
    turns = [
        Said(tool="find_order", arguments={"order_id": order}),
        Said(tool="return_policy", arguments={"reason": "damaged" if "broken" in asked.lower() else "regret"}),
        Said(
            tool="pay_refund", arguments={"order_id": order, "cents": int(paid[1]) if paid else 0, "reason": "return"}
        ),
        Said("Your refund is on its way."),
    ]
    return turns[0 if "[[loop]]" in asked else min(len(done), 3)]
