"""The product that is compared with the model: facts go in through its doors, sums come out of its tables and lists."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test import Client

from aiops.core import auth
from costs import reprice
from costs.models import Repricing
from tests import people
from tests.costs import reprice_world
from tests.facts.outcomes import Credit
from traces import erase, retag, rollup, settle
from traces.models import Erasure, PromotedAttribute, Retagging
from traces.store import promoted, reader_sums, retention
from traces.types import Totals, TraceFilter
from workflows import attribution
from workflows.models import Workflow

HOUR_NS, DAY_NS = 3600 * 10**9, 86_400 * 10**9
Row = tuple[Any, ...]
State = Repricing.State


class Product:
    """A project of its own, and every step that the ticker would take for it."""

    def __init__(self, rules: dict[str, str], usd_per_million: int) -> None:
        self.project = people.project()
        for name, rule in rules.items():
            Workflow.objects.create(project=self.project, key=name, name=name, credit=rule)
        self.price = reprice_world.own_price(self.project, "house", str(usd_per_million))
        self.key = people.key(self.project, "ingest", "outcomes").text
        self.ahead_ns = 60 * 10**9
        self.job: Repricing | None = None
        self.erasure: Erasure | None = None
        self.retagging: Retagging | None = None
        promoted.forget()

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = Client().post(path, orjson.dumps(body), "application/json", headers={"x-api-key": self.key})
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def now_ns(self) -> int:
        """Ahead of the clock of the doors, so that what came is quiet."""
        return time.time_ns() + self.ahead_ns

    def settle(self) -> None:
        settle.settle_ready(self.project.pk, self.now_ns())

    def roll_up(self) -> None:
        since_ns = time.time_ns() - self.project.retention_days * DAY_NS
        rollup.recompute_ready(self.project.pk, self.now_ns(), since_ns)

    def fold(self) -> None:
        rollup.fold_ready(self.project.pk, self.now_ns())

    def attribute(self) -> None:
        attribution.attribute_ready(self.project.pk, 60.0)

    def set_price(self, usd_per_million: int) -> None:
        reprice_world.retire(self.price)
        self.price = reprice_world.own_price(self.project, "house", str(usd_per_million))

    def begin_repricing(self) -> None:
        self.job = reprice_world.job(self.project, 24 * 30)

    def go_on_repricing(self, slices: int) -> Repricing | None:
        """So many slices; a job that is built is put in place. Answers the job once it is done."""
        job = self.job
        if job is None:
            return None
        for _ in range(slices):
            if not reprice.step(job):
                job.refresh_from_db()
                assert job.state in {State.BUILT, State.DONE}, (job.state, job.error)
                if job.state == State.DONE:
                    self.job = None
                    return job
                reprice.apply(job)
        return None

    def is_swapping(self) -> bool:
        return self.job is not None and Repricing.objects.get(pk=self.job.pk).state == State.SWAPPING

    def expire(self, days: int) -> int:
        """Keeps spans for so many days from now on; answers from when they are kept."""
        self.project.retention_days = days
        self.project.save()
        auth.cache.clear()
        before = datetime.now(UTC) - timedelta(days=days)
        retention.expire_facts(self.project.pk, before)
        return int(before.timestamp()) * 10**9

    def begin_erasure(self, kind: str, name: str) -> None:
        self.erasure = erase.start(self.project, kind, name, "the machine")

    def go_on_erasing(self, steps: int) -> Iterator[str]:
        """Takes so many steps; after each of note says which: confirmed or done."""
        for _ in range(steps):
            job = self.erasure
            if job is None:
                return
            erase.step(job.pk)
            job.refresh_from_db()
            assert job.state in {"finding", "found", "erasing", "done"}, (job.state, job.error)
            if job.state == "found":
                assert erase.confirm(job)
                job.refresh_from_db()
                yield "confirmed"
            elif job.state == "done":
                self.erasure = None
                yield "done"

    def take_along(self) -> None:
        """Erasures that were over go on, where something came that belongs to them."""
        for job in Erasure.objects.filter(project=self.project, state=Erasure.State.ERASING):
            if job == self.erasure:
                continue
            while erase.step(job.pk):
                pass

    def expired_of(self, kind: str, name: str) -> list[str]:
        """Traces without spans that name a person or session, in hex."""
        if kind == "trace":
            return []
        column = {"user": "user_id"}.get(kind, kind)
        found = self.query(
            f"SELECT replace(t.trace_id::text, '-', '') FROM trace AS t WHERE project_id = %(project)s"
            f" AND ({column} = '{name}' OR EXISTS (SELECT FROM trace_run AS r WHERE r.project_id = t.project_id"
            f" AND r.trace_id = t.trace_id AND '{kind}' = 'session' AND r.session = '{name}'))"
            " AND NOT EXISTS (SELECT FROM span AS s WHERE s.project_id = t.project_id AND s.trace_id = t.trace_id)"
        )
        return [trace_id for (trace_id,) in found]

    def outcome_ids(self) -> set[str]:
        return {row[0] for row in self.query("SELECT DISTINCT outcome_id FROM outcome WHERE project_id = %(project)s")}

    def promote(self, *, on: bool) -> None:
        """The plan becomes a tag, or is one no more; stored spans follow once go_on_tagging is through."""
        if on:
            assert promoted.add(self.project, "customer.plan", "plan")
        else:
            promoted.remove(PromotedAttribute.objects.get(project=self.project))
        self.retagging = retag.start(self.project, "the machine")
        past = datetime.now(UTC) - timedelta(minutes=5)  # every process knows the list
        Retagging.objects.filter(pk=self.retagging.pk).update(created_at=past)

    def go_on_tagging(self, slices: int) -> bool:
        """Whether all stored spans have their tags now."""
        job = self.retagging
        for _ in range(slices):
            if job is not None and not retag.step(job.pk):
                job.refresh_from_db()
                assert job.state == Retagging.State.DONE, (job.state, job.error)
                self.retagging = None
                return True
        return False

    def query(self, sql: str) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(sql, {"project": self.project.pk})
            return list(cursor.fetchall())

    def totals(self, *, rolled_up: bool) -> Totals:
        """The sums above the trace list, as of now, by either of its roads."""
        until_ns = time.time_ns() + DAY_NS
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader_sums, "FEW", -1 if rolled_up else 10**9)
            return reader_sums.totals(self.project.pk, TraceFilter(until_ns - 60 * DAY_NS, until_ns))

    def waits(self) -> int:
        """How much is not worked on yet."""
        tables = {
            "mark": "", "outcome_recheck": "", "outcome_changed": "", "outcome": "AND pending",
            "trace": "AND settled_at IS NULL",
        }  # fmt: skip
        counts = [f"(SELECT count(*) FROM {t} WHERE project_id = %(project)s {more})" for t, more in tables.items()]
        return int(self.query(f"SELECT {' + '.join(counts)}")[0][0])

    def drain(self) -> None:
        for _ in range(20):
            self.settle()
            self.attribute()
            self.roll_up()
            if not self.waits():
                return
        raise AssertionError("what waits does not get less")

    def credits(self) -> set[Credit]:
        found = self.query(
            "SELECT outcome_id, replace(trace_id::text, '-', ''), run_id, status, share, value_nanousd"
            " FROM outcome_credit WHERE project_id = %(project)s"
        )
        return {Credit(row[0], row[1], row[2], row[3], Fraction(row[4]), row[5]) for row in found}
