"""One leased run, from its claim to the commit that ends it, puts it aside, or finds that somebody else has it."""

import difflib
import logging
import time
from typing import Any

from django.db import DatabaseError, InterfaceError

from workflows.engine import codec, ending, registry, running, starting, versions
from workflows.engine.flow import Flow
from workflows.engine.running import Before, Hold, Running
from workflows.engine.signals import Cancelled, CodeChanged, DeadlineOver, Gone, StepFailed, Suspended
from workflows.engine.spans import Told
from workflows.models import Run
from workflows.policies.calls import LeaseLost
from workflows.store.runs import Commit, Row

log = logging.getLogger(__name__)
MOST_DIFF = 20_000
CHOICES = ("go_on", "fork", "pin", "refuse")


def execute(claimed: Row, hold: Hold) -> None:
    """Runs it as far as it goes. Never raises for what a workflow does."""
    try:
        _execute(_made(claimed, hold), claimed)
    except (LeaseLost, Gone):
        hold.lose()
        log.info("Run %s went to another worker", claimed["id"])
    except (DatabaseError, InterfaceError):
        log.exception("Run %s stopped without the database; its lease will run out", claimed["id"])


def _made(claimed: Row, hold: Hold) -> Running:
    definition = registry.known()[claimed["name"]]
    return Running(
        hold=hold,
        told=Told(claimed["id"], claimed["name"], claimed["drive"], claimed["dry_run"]),
        definition=definition,
        version=versions.version(claimed["version_id"]),
        deadline=time.monotonic() + (claimed["seconds_left"] if claimed["seconds_left"] is not None else 10**9),
        dry_run=claimed["dry_run"],
        depth=claimed["depth"],
        before=running.load(hold.lease) if claimed["fence"] > 1 or claimed["forked_from_id"] else Before(),
    )


def _execute(now: Running, claimed: Row) -> None:
    started_ns = claimed["started_ns"]
    if claimed["cancel_requested"]:
        now.hold.ask_to_cancel()
    try:
        _same_code(now)
        now.check()
        output = _called(now, claimed["input"])
        if now.left is not None:
            raise now.left
        _all_visited(now)
    except Suspended:
        now.suspend(started_ns)
    except Cancelled:
        now.end("cancelled", None, ending.CANCELLED, started_ns)
    except DeadlineOver:
        now.end("failed", None, {"code": "deadline", "message": "Its deadline passed before it was done."}, started_ns)
    except CodeChanged as changed:
        now.pending = Commit()  # nothing that the other code decided
        now.suspend(started_ns, "code_changed", _change(now, changed))
    except _Failed as failed:
        now.end("failed", None, failed.error, started_ns)
    else:
        now.end("succeeded", output, None, started_ns)


class _Failed(Exception):  # noqa: N818 - carries what is stored
    def __init__(self, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": codec.clean(message[:2000]), **more}


def _called(now: Running, given: dict[str, Any]) -> str:
    """The output as JSON. Raises _Failed, Leave, LeaseLost; nothing else, whatever the function raises."""
    hints = codec.hints_of(now.definition.function)
    try:
        with starting.within(now.lease.project_id, now.lease.run_id, now.depth):
            arguments = {name: codec.read(value, hints.get(name, Any)) for name, value in given.items()}
            output = now.definition.function(Flow(now), **arguments)
            return codec.dumps(output, "output").decode()
    except (Suspended, Cancelled, DeadlineOver, CodeChanged, Gone, LeaseLost, DatabaseError, InterfaceError):
        raise
    except StepFailed as failed:
        raise _Failed("step_failed", str(failed), step=failed.step, type=failed.error_type) from None
    except codec.UnstorableError as error:
        raise _Failed("unstorable", str(error)) from None
    except BaseException as error:
        if now.left is not None:
            raise now.left from None  # SystemExit too: no workflow ends a worker
        log.warning("Workflow %s of run %s raised", now.told.workflow, now.told.run_id, exc_info=True)
        raise _Failed("workflow_raised", f"{type(error).__name__}: {error}") from None


def _same_code(now: Running) -> None:
    """Raises CodeChanged where a run that has done something meets other code than began it."""
    code = registry.code_of(now.definition)
    if now.version.code_hash == code.hash:
        return
    if now.before.steps:
        raise CodeChanged(now.version.source, code.source, "")
    now.version = versions.current(now.lease.project_id, now.definition)
    Run.objects.filter(pk=now.lease.run_id, fence=now.lease.fence).update(version_id=now.version.id)


def _all_visited(now: Running) -> None:
    """Raises CodeChanged where the run did something before that its function did not ask for now."""
    left = sorted(set(now.before.steps) - now.visited)
    if left:
        raise CodeChanged(left[0], "the function's end", left[0])


def _change(now: Running, changed: CodeChanged) -> dict[str, Any]:
    old, new = _text(changed.expected), _text(changed.found)
    lines = difflib.unified_diff(old, new, "as it was", "as it is", lineterm="")
    where = f"At {changed.place} it" if changed.place else "Its code"
    return {
        "code": "code_changed",
        "message": f"{where} is not what this run did before. Go on with it, fork, wait for the old code, or refuse.",
        "step": changed.place,
        "diff": "\n".join(lines)[:MOST_DIFF],
        "choices": list(CHOICES),
        "version": now.version.number,
    }


def _text(value: Any) -> list[str]:
    text = value if isinstance(value, str) else codec.dumps(value, "value").decode()
    return text.replace("\0", "").splitlines()
