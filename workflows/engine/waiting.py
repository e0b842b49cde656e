"""Waits that a workflow function asks for by itself: for a person, another system, or a time."""

from typing import Any

from workflows.engine import codec, one
from workflows.engine.running import Running
from workflows.engine.signals import Suspended
from workflows.policies.calls import WaitWanted
from workflows.policies.durations import parse_ms

Answer = dict[str, Any]


def wait(  # noqa: PLR0913
    running: Running, name: str, loop: int, kind: Any, within: str, *, who: str = "", question: str = ""
) -> Answer:
    """How it ended, in words of its kind. Raises Suspended until then, CodeChanged."""
    seconds = parse_ms(within, "within") / 1000
    key, asked = one.key_of(name, loop, None), codec.dumps([kind, within, who, question], name)
    found = one.stored(running, key, name, codec.digest(asked))
    if found is not None and found["state"] == "done":
        return dict(found["result"])
    row = one.blank(key, name, loop, None) | {"kind": "wait", "arguments_hash": codec.digest(asked)}
    row["arguments"] = {"kind": kind, "within": within, "who": who, "question": question}
    running.check()
    if running.dry_run:
        return _done(running, row, _ended(kind, True, {"approved": True}, "dry run"), None)
    ended = running.before.waits.get(key)
    if found is None:
        wanted = one.wait_row(key, WaitWanted(kind, seconds, who, question))
        one.note(running, one.Settled(row | {"state": "waiting"}, wait=wanted))
        raise Suspended
    if ended is None or ended["state"] == "open":
        raise Suspended
    answer = _ended(kind, ended["state"] == "answered", ended["answer"], ended["answered_by"])
    return _done(running, row, answer, ended["id"])


def _done(running: Running, row: dict[str, Any], answer: Answer, consumed: int | None) -> Answer:
    """Costs no commit of its own: until the next one the wait itself remembers."""
    row["result"] = answer
    one.note(running, one.Settled(row, consumed=consumed))
    running.before.steps[row["key"]] = row
    return answer


def _ended(kind: str, answered: bool, answer: Any, by: str) -> Answer:
    if kind != "approval":
        return {"answered": answered, "answer": answer}
    said = answer if isinstance(answer, dict) else {}
    return {
        "answered": answered,
        "approved": answered and said.get("approved") is True,
        "by": by,
        "note": str(said.get("note", "")),
    }
