"""One step of a run: found among what is stored, or performed now and stored."""

import hashlib
import time
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from workflows.engine import attempts, codec, spans, starting, tokens, versions
from workflows.engine.declare import StepDefinition
from workflows.engine.ledger import RowLedger
from workflows.engine.running import Running
from workflows.engine.signals import CodeChanged, StepFailed, Suspended
from workflows.policies.calls import Argument, AttemptDone, LeaseLost, Performed, Resumed, StepCall, WaitWanted
from workflows.store.runs import Row

MOST_SHOWN_BYTES = 16_384  # of arguments; of larger ones the hash is kept alone
ASK_WITHIN_S = 7 * 86_400.0
LOST_UNSAFE = (
    "The worker died while it did {key}, and doing that twice would do harm. Look whether it was done, then say so."
)
FAILED_UNSAFE = "{key} failed ({error}), and doing it twice would do harm. Look whether it was done, then say so."


@dataclass(frozen=True)
class Asked:
    """A step as the function asks for it."""

    definition: StepDefinition
    name: str
    loop: int
    index: int | None
    arguments: Argument
    text: bytes  # the arguments by name, as JSON
    hash: str

    @property
    def key(self) -> str:
        return key_of(self.name, self.loop, self.index)

    @classmethod
    def of(cls, step: StepDefinition, name: str, loop: int, index: int | None, args: Any, kwargs: Any) -> "Asked":  # noqa: PLR0913, PLR0917
        """Raises TypeError where they are not what the step takes, UnstorableError where they are no JSON."""
        bound = step.signature.bind(*args, **kwargs)
        text = codec.dumps(dict(bound.arguments), f"arguments of {name}")
        return cls(step, name, loop, index, Argument(tuple(args), dict(kwargs)), text, codec.digest(text))


@dataclass(frozen=True)
class Settled:
    """What became of an asked step, for the next commit and for the function."""

    row: Row
    value: Any = None
    failed: StepFailed | None = None
    wait: Row | None = None
    consumed: int | None = None
    spans: tuple[Row, ...] = ()


def key_of(name: str, loop: int, index: int | None) -> str:
    return f"{name}{f'#{loop}' if loop > 1 else ''}{f'[{index}]' if index is not None else ''}"


def perform(running: Running, asked: Asked) -> Any:
    """The step's result. Raises StepFailed, Leave, LeaseLost."""
    found = stored(running, asked.key, asked.name, asked.hash)
    if found is not None and found["state"] != "waiting":
        return given(asked, found)
    settled = settle(running, asked, found)
    if settled is None:
        raise Suspended
    if not commits_itself(running, asked):
        note(running, settled)
        if settled.wait is not None:
            raise Suspended
        running.commit()
    return result(settled)


def commits_itself(running: Running, asked: Asked) -> bool:
    """Whether settling it has noted and committed it: it is one transaction with what the step writes."""
    return asked.definition.effect == "db" and not running.dry_run


def stored(running: Running, key: str, name: str, arguments_hash: str) -> Row | None:
    """What the run did by this key before. Raises CodeChanged where it was something else."""
    running.visited.add(key)
    found = running.before.steps.get(key)
    if found is not None and (found["name"], found["arguments_hash"]) != (name, arguments_hash):
        raise CodeChanged(found["arguments"], f"other arguments ({arguments_hash[:12]})", key)
    return found


def given(asked: Asked, found: Row) -> Any:
    """Raises StepFailed, as it did at first."""
    if found["state"] == "failed":
        raise StepFailed(asked.key, found["error"]["type"], found["error"]["message"])
    return codec.read(found["result"], codec.hints_of(asked.definition.function).get("return", Any))


def result(settled: Settled) -> Any:
    if settled.failed is not None:
        raise settled.failed
    return settled.value


def note(running: Running, settled: Settled) -> None:
    """Puts it among what the next commit writes."""
    running.pending.steps.append(settled.row)
    running.pending.waits += [settled.wait] if settled.wait else []
    running.pending.consumed += [settled.consumed] if settled.consumed else []
    running.pending.spans += settled.spans


def note_gate(running: Running, key: str, name: str, loop: int, verdict: bool) -> None:
    """A decision costs no commit of its own."""
    at = time.time_ns()
    done = Performed("ok", verdict, attributes={"aiops.gate.name": name, "aiops.gate.verdict": verdict})
    told = spans.step_spans(running.told, spans.Moment(key, name, running.lease.fence, at, at), done, {})
    row = blank(key, name, loop, None) | {"kind": "gate", "result": verdict, "state": "done"}
    note(running, Settled(row, spans=tuple(told)))
    running.before.steps[key] = row


def settle(running: Running, asked: Asked, found: Row | None) -> Settled | None:
    """Performs it. None: it still waits. May be called from several threads. Raises Leave, LeaseLost."""
    running.check()
    ended = running.before.waits.get(asked.key)
    if found is not None and (ended is None or ended["state"] == "open"):
        return None
    effect = asked.definition.effect
    if running.dry_run and effect != "none":
        return _recorded(running, asked)
    if effect == "unsafe" and (answer := _lost_unsafe(running, asked, ended)) is not None:
        return answer
    began, start_ns = time.monotonic(), time.time_ns()
    call = _call(running, asked, None if asks_what_was_lost(ended) else ended)
    with starting.within(running.lease.project_id, running.told.run_id, running.depth):
        if effect == "db":
            return _in_one_transaction(running, asked, call, began, start_ns)
        done = attempts.perform(call, RowLedger(running.lease, asked.key))
    if done.state == "failed" and running.hold.stopped.is_set():
        running.check()  # it was left because the run has to stop: no failure of its own
    return _settled(running, asked, done, began, start_ns, ended)


def _call(running: Running, asked: Asked, ended: Row | None) -> StepCall:
    resumed = None
    if ended is not None:
        answered = ended["state"] == "answered"
        resumed = Resumed(ended["kind"], answered, ended["answer"], ended["answered_by"])
    return StepCall(
        project_id=running.lease.project_id,
        run_id=running.told.run_id.hex,
        workflow=running.told.workflow,
        step_name=asked.name,
        key=asked.key,
        function=asked.definition.function,
        arguments=asked.arguments,
        policy=versions.policy_of(asked.definition, running.definition.kind, running.version.overrides),
        deadline=running.deadline,
        budget=running.definition.budget,
        dry_run=running.dry_run,
        rng_seed=int(hashlib.sha256(f"{running.told.run_id}{asked.key}".encode()).hexdigest()[:12], 16),
        cancelled=running.hold.stopped,
        effect=asked.definition.effect,
        tried=running.before.tried.get(asked.key, (0, 0))[0],
        resumed=resumed,
    )


def _in_one_transaction(running: Running, asked: Asked, call: StepCall, began: float, start_ns: int) -> Settled:
    """What the step writes into this database and that it did are one: both stand, or neither does."""
    ledger = RowLedger(running.lease, asked.key)
    attempt = ledger.started("primary", 0, {})
    try:
        with transaction.atomic():
            value = call.function(*call.arguments.positional, **call.arguments.named)
            done = Performed("ok", value, attempts=(AttemptDone(attempt, "primary", "ok"),))
            settled = _settled(running, asked, done, began, start_ns, None)
            if settled.failed is None:
                connection.check_constraints()  # before what is noted goes with a transaction that cannot end
                ledger.ended(attempt, "ok", 0, {})
                note(running, settled)
                running.commit()
                return settled
            raise settled.failed  # noqa: TRY301 - so that what it wrote is rolled back
    except LeaseLost:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a step raises is an outcome
        told = (
            (error.error_type, error.message)
            if isinstance(error, StepFailed)
            else (type(error).__name__, str(error)[:2000])
        )
    ledger.ended(attempt, "error", 0, {}, told[0])
    failed = Performed("failed", error=told, attempts=(AttemptDone(attempt, "primary", "error"),))
    settled = _settled(running, asked, failed, began, start_ns, None)
    note(running, settled)
    running.commit()
    return settled


def _settled(  # noqa: PLR0913, PLR0917
    running: Running, asked: Asked, done: Performed, began: float, start_ns: int, ended: Row | None
) -> Settled:
    text = b"null"
    if done.state == "ok":
        try:
            text = codec.dumps(done.value, f"the result of {asked.key}")
        except codec.UnstorableError as cause:
            done = Performed("failed", error=("unstorable", str(cause)), rung=done.rung, attempts=done.attempts)
    costs = [each.cost_nanousd for each in done.attempts if each.cost_nanousd is not None]
    error_type, said = done.error or ("error", "it failed without saying why")
    error = (codec.clean(error_type)[:200], codec.clean(said)[:2000])
    row = blank(asked.key, asked.name, asked.loop, asked.index) | {
        "state": {"ok": "done", "failed": "failed", "waiting": "waiting"}[done.state],
        "effect": asked.definition.effect,
        "arguments": codec.loads(asked.text) if len(asked.text) <= MOST_SHOWN_BYTES else None,
        "arguments_hash": asked.hash,
        "result": codec.loads(text),
        "error": {"type": error[0], "message": error[1]} if done.state == "failed" else None,
        "rung": done.rung[:100],
        "attempts": len(done.attempts),
        "cost_nanousd": sum(costs) if costs else None,
        "seconds": time.monotonic() - began,
    }
    told: tuple[Row, ...] = ()
    if done.state != "waiting":
        moment = spans.Moment(asked.key, asked.name, running.lease.fence, start_ns, time.time_ns())
        shown = _shown(asked, text if done.state == "ok" else None)
        told = tuple(spans.step_spans(running.told, moment, done, shown))
    return Settled(
        row,
        value=codec.read(row["result"], codec.hints_of(asked.definition.function).get("return", Any)),
        failed=StepFailed(asked.key, *error) if done.state == "failed" else None,
        wait=wait_row(asked.key, done.wait) if done.state == "waiting" and done.wait else None,
        consumed=ended["id"] if ended else None,
        spans=told,
    )


def _shown(asked: Asked, result: bytes | None) -> dict[str, str]:
    """What went in and came out, as text; the ingest pipeline takes secrets out."""
    shown = {
        "input.value": asked.text[: spans.MOST_TEXT].decode(errors="ignore"),
        "input.mime_type": "application/json",
    }
    if result is not None:
        shown |= {
            "output.value": result[: spans.MOST_TEXT].decode(errors="ignore"),
            "output.mime_type": "application/json",
        }
    return shown


def blank(key: str, name: str, loop: int, index: int | None) -> Row:
    return {
        "key": key, "name": name, "loop": loop, "map_index": index, "kind": "step", "state": "done", "effect": "none",
        "arguments": None, "arguments_hash": "", "result": None, "error": None, "rung": "", "attempts": 0,
        "cost_nanousd": None, "seconds": 0.0,
    }  # fmt: skip


def wait_row(key: str, wait: WaitWanted) -> Row:
    return {
        "step_key": key,
        "kind": wait.kind,
        "who": wait.who[:200],
        "question": wait.question[:10_000],
        **tokens.fresh(),
        "kept": codec.loads(codec.dumps(wait.state, f"what {key} keeps while it waits")),
        "seconds": wait.seconds,
    }


def _recorded(running: Running, asked: Asked) -> Settled:
    """A dry run does not do it: what it would have done is written down."""
    done = Performed("ok", asked.definition.dry, rung="dry run")
    return _settled(running, asked, done, time.monotonic(), time.time_ns(), None)


def asks_what_was_lost(wait: Row | None) -> bool:
    return wait is not None and (wait["kept"] or {}).get("asks") == "lost_unsafe"


def what_became_of(question: str, lost: int) -> WaitWanted:
    """A person says it. `lost`: of how many losses; a "retry" is for these, and one more asks again."""
    return WaitWanted("approval", ASK_WITHIN_S, "operator", question, {"asks": "lost_unsafe", "lost": lost})


def _lost_unsafe(running: Running, asked: Asked, ended: Row | None) -> Settled | None:
    """An attempt of it was lost with its worker: a person says what happened. None: it may be tried."""
    _, lost = running.before.tried.get(asked.key, (0, 0))
    now, began = time.time_ns(), time.monotonic()
    if ended is not None and ended["kind"] == "approval" and not asks_what_was_lost(ended):
        return None  # a person answers in its place
    asked_of = (ended["kept"] or {}).get("lost", 0) if ended is not None else 0
    retry = ended is not None and (ended["answer"] or {}).get("choice") == "retry"
    if ended is None or not asks_what_was_lost(ended) or (retry and lost > asked_of):
        if not lost:
            return None
        wanted = what_became_of(LOST_UNSAFE.format(key=asked.key), lost)
        return _settled(running, asked, Performed("waiting", wait=wanted), began, now, ended)
    if retry:
        return None
    answer = ended["answer"] or {}
    if answer.get("choice") == "done":
        return _settled(running, asked, Performed("ok", answer.get("value"), rung="human"), began, now, ended)
    said = ("lost_unsafe", "Its worker died while it did this; nobody said in time that it may be tried again.")
    return _settled(running, asked, Performed("failed", error=said, rung="human"), began, now, ended)
