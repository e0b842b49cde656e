"""Managed workflows for tests. What their steps did is counted outside the database, as the world would see it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.contrib.auth.models import Group

from workflows.engine import control
from workflows.engine.declare import effect, step, workflow
from workflows.engine.flow import Flow
from workflows.engine.signals import StepFailed

done: Counter[str] = Counter()
sent: list[tuple[str, str]] = []
hooks: dict[str, Callable[..., Any]] = {}
_lock = Lock()


def count(what: str) -> int:
    with _lock:
        done[what] += 1
        return done[what]


def ignore(*_: object) -> None:
    """The hook that nobody set."""


def forget() -> None:
    done.clear()
    sent.clear()
    hooks.clear()


@dataclass(frozen=True)
class Answer:
    text: str
    sure: float


@step
def find(question: str) -> list[str]:
    count("find")
    return [f"about {question}"]


@step
def write(question: str, documents: list[str]) -> Answer:
    count("write")
    hooks.get("write", ignore)()
    return Answer(f"{question}: {documents[0]}", 0.5)


@workflow("answer", kind="rag", success="solved", deadline="60s")
def answer(flow: Flow, question: str) -> Answer:
    hooks.get("before find", ignore)()
    documents: list[str] = flow.step(find, question)
    if flow.gate("nothing found", not documents):
        return Answer("", 0.0)
    hooks.get("before write", ignore)()
    written: Answer = flow.step(write, question, documents)
    return Answer(written.text.upper(), written.sure)


@step
def double(number: int) -> int:
    count("double")
    hooks.get("double", ignore)(number)
    return number * 2


@workflow("doubles")
def doubles(flow: Flow, numbers: list[int], at_once: int = 8) -> int:
    return sum(flow.map(double, numbers, at_once=at_once))


@effect()
def post(text: str, idempotency_key: str) -> str:
    hooks.get("post", ignore)()
    sent.append((text, idempotency_key))
    answer: str = hooks.get("answer of post", lambda: "201")()
    return answer


@effect(kind="unsafe")
def wire(cents: int, idempotency_key: str) -> None:
    hooks.get("wire", ignore)()
    sent.append((str(cents), idempotency_key))


@workflow("tell")
def tell(flow: Flow, text: str) -> str:
    flow.step(find, text)
    flow.effect(post, text=text)
    hooks.get("before double", ignore)()
    flow.step(double, 1)
    return "told"


@workflow("pay")
def pay(flow: Flow, cents: int) -> None:
    flow.effect(wire, cents=cents)


@step(effect="unsafe")
def charge(cents: int) -> str:
    count("charge")
    hooks.get("charge", ignore)()
    return f"charged {cents}"


@workflow("buy")
def buy(flow: Flow, cents: int) -> str:
    return str(flow.step(charge, cents))


@step(effect="idempotent")
def book(cents: int) -> str:
    count("book")
    hooks.get("book", ignore)()
    return f"booked {cents}"


@workflow("order")
def order(flow: Flow, cents: int) -> str:
    return str(flow.step(book, cents))


@workflow("ask", deadline="2s")
def ask(flow: Flow, question: str) -> str:
    said = flow.wait_approval(question, who="support lead", within="4h")
    return f"{said.approved} by {said.by}: {said.note}" if said.answered else "nobody answered"


@workflow("agree")
def agree(flow: Flow, text: str) -> None:
    if flow.wait_approval("Send it?", within="1d"):
        flow.effect(post, text=text)


@dataclass(frozen=True)
class Known:
    code: str

    def __post_init__(self) -> None:
        {"a": 1}[self.code]


@workflow("pick")
def pick(flow: Flow, one: Known) -> str:
    return one.code


@workflow("listen")
def listen(flow: Flow) -> Any:
    return flow.wait_webhook("payment", within="1d")


@workflow("nap")
def nap(flow: Flow, how_long: str) -> str:
    flow.step(double, 1)
    flow.sleep(how_long)
    return "slept"


@workflow("ask twice")
def ask_twice(flow: Flow) -> int:
    return len(flow.map(charge, [1, 2], at_once=1))


@step
def again(project_id: int, depth: int) -> str:
    count("again")
    return str(control.start(project_id, "matryoshka", {"project_id": project_id, "depth": depth + 1}).run_id)


@workflow("matryoshka")
def matryoshka(flow: Flow, project_id: int, depth: int) -> str:
    return str(flow.step(again, project_id, depth))


@step
def odd() -> str:
    raise ValueError("a\0b\ud800")


@workflow("odd")
def odd_words(flow: Flow) -> None:
    flow.step(odd)


@workflow("stubborn")
def stubborn(flow: Flow) -> str:
    """Catches what nobody may catch, and raises what it likes."""
    try:
        flow.wait_approval("Really?", within="1d")
    except BaseException:  # noqa: BLE001 - what must not help
        flow.step(find, "more")
    raise ValueError("never mind")


@workflow("careful")
def careful(flow: Flow) -> str:
    hooks.get("before find", ignore)()
    try:
        flow.step(find, "a")
    except Exception:  # noqa: BLE001 - what must not help
        count("caught")
    flow.step(double, 1)
    return "done"


@step
def inner(hidden: int) -> int:
    return int(hooks["flow"]().step(double, hidden))


@workflow("nested")
def nested(flow: Flow) -> int:
    hooks["flow"] = lambda: flow
    return int(flow.step(inner, 1))


@step(effect="db", dry="not kept")
def keep(name: str) -> str:
    count("keep")
    Group.objects.create(name=name)
    hooks.get("keep", ignore)()
    return f"kept {name}"


@workflow("keep and go on")
def keep_and_go_on(flow: Flow) -> str:
    kept = flow.step(keep, "a")
    flow.step(double, 1)
    return str(kept)


@workflow("keep last")
def keep_last(flow: Flow) -> str:
    flow.step(double, 1)
    return str(flow.step(keep, "a"))


@workflow("keep all")
def keep_all(flow: Flow, names: list[str]) -> list[str]:
    kept = flow.map(keep, names)
    flow.step(double, 1)
    return [str(each) for each in kept]


@workflow("keep told")
def keep_told(flow: Flow) -> str:
    flow.effect(post, text="before")
    try:
        return str(flow.step(keep, "a"))
    except StepFailed as failed:
        return failed.error_type
