"""What the product's tables and lists say, beside what the model does."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tests.facts.model import Model
from tests.facts.outcomes import Credit
from tests.facts.product import Product
from tests.facts.recount import Run, Sums, Trace
from tests.facts.rows import LOG, Row

Figures = tuple[Any, ...]


def all_agrees(product: Product, model: Model) -> None:
    """Once everything is worked on: nothing is lost and nothing counted twice, in any table."""
    traces, given = model.traces(), model.credits()
    runs = [run for trace in traces.values() for run in trace.runs]
    assert product.credits() == given
    assert stored_traces(product) == {key: figures(trace.status, trace.sums) for key, trace in traces.items()}
    assert stored_runs(product) == {(run.trace, run.run): figures_of_run(run) for run in runs}
    outcomes_agree(product, given)
    roll_ups_agree(product, traces, runs)
    tags, stored = {row_key(row): row.tag for row in model.rows.values() if row.kept}, stored_tags(product)
    assert {key: stored.get(key, "not there") for key in tags if key[2] != LOG} == {
        key: tag for key, tag in tags.items() if key[2] != LOG
    }
    if not model.kept_since_ns:
        standing = product.query("SELECT count(*) FROM span WHERE project_id = %(project)s AND NOT superseded")
        assert standing == [(sum(trace.sums.spans for trace in traces.values()),)]


def stored_traces(product: Product) -> dict[str, Figures]:
    found = product.query(
        "SELECT replace(trace_id::text, '-', ''), status, span_count, error_count, call_count, unpriced_calls,"
        " input_tokens, output_tokens, cost_nanousd FROM trace WHERE project_id = %(project)s"
    )
    return {key: tuple(rest) for key, *rest in found}


def stored_tags(product: Product) -> dict[tuple[str, str, int, int], str | None]:
    """Of each stored row, the plan that is its tag; a span sent again with another time may be stored twice."""
    found = product.query(
        "SELECT replace(trace_id::text, '-', ''), encode(span_id, 'hex'), source, start_ns, tags ->> 'plan'"
        " FROM span WHERE project_id = %(project)s AND source <> 1"
    )
    return {(trace, span, source, start_ns): plan for trace, span, source, start_ns, plan in found}


def row_key(row: Row) -> tuple[str, str, int, int]:
    return row.fact.trace, row.fact.span, row.fact.source, row.fact.start_ns


def figures(status: str, sums: Sums) -> Figures:
    return status, sums.spans, sums.errors, sums.calls, *usage(sums), sums.cost_nanousd


def stored_runs(product: Product) -> dict[tuple[str, str], Figures]:
    found = product.query(
        "SELECT replace(trace_id::text, '-', ''), run_id, workflow, status, attempts, useful_calls, unpriced_calls,"
        " input_tokens, output_tokens, cost_nanousd FROM trace_run WHERE project_id = %(project)s"
    )
    return {(trace, run): tuple(rest) for trace, run, *rest in found}


def figures_of_run(run: Run) -> Figures:
    return run.workflow, run.status, run.sums.calls, run.sums.useful, *usage(run.sums), run.sums.cost_nanousd


def usage(sums: Sums) -> tuple[int, int, int]:
    return sums.unpriced, sums.input_tokens, sums.output_tokens


def outcomes_agree(product: Product, given: set[Credit]) -> None:
    by_run: dict[tuple[str, str], list[Credit]] = {}
    for credit in given:
        by_run.setdefault((credit.trace, credit.run), []).append(credit)
    stored = product.query(
        "SELECT replace(trace_id::text, '-', ''), run_id, successes, failures, value_nanousd"
        " FROM trace_run WHERE project_id = %(project)s AND outcome IS NOT NULL"
    )
    assert {(trace, run): tuple(sums) for trace, run, *sums in stored} == {
        run: credit_sums(credits_of_it) for run, credits_of_it in by_run.items()
    }
    [rolled_up] = product.query(
        "SELECT coalesce(sum(runs_with_outcome), 0), coalesce(sum(successes), 0), coalesce(sum(failures), 0),"
        " sum(value_nanousd) FROM rollup_run WHERE project_id = %(project)s"
    )
    assert rolled_up == (len(by_run), *credit_sums(given))


def credit_sums(given: Iterable[Credit]) -> tuple[Fraction, Fraction, int | None]:
    given = list(given)
    values = [credit.value_nanousd for credit in given if credit.value_nanousd is not None]
    return shares(given, "success"), shares(given, "failure"), sum(values) if values else None


def shares(given: list[Credit], status: str) -> Fraction:
    return sum((credit.share for credit in given if credit.status == status), Fraction(0))


def roll_ups_agree(product: Product, traces: dict[str, Trace], runs: list[Run]) -> None:
    every, of_runs = [trace.sums for trace in traces.values()], [run.sums for run in runs]
    spent = summed(every)
    assert summed(of_runs) == spent, "money outside of runs"
    assert rolled(product, "rollup_span", "spans") == (sum(each.spans for each in every), *spent)
    assert rolled(product, "rollup_trace", "traces") == (len(traces), *spent)
    assert rolled(product, "rollup_run", "runs") == (len(runs), *spent)
    assert rolled(product, "rollup_run", "attempts")[0] == sum(each.calls for each in of_runs)
    assert rolled(product, "rollup_run", "useful_calls")[0] == sum(each.useful for each in of_runs)
    assert product.query("SELECT coalesce(sum(cost_nanousd), 0) FROM rollup_call WHERE project_id = %(project)s") == [
        (spent[-1],)
    ]


def summed(every: list[Sums]) -> Figures:
    columns = ("unpriced", "input_tokens", "output_tokens")
    return *(sum(getattr(each, column) for each in every) for column in columns), sum(
        each.cost_nanousd or 0 for each in every
    )


def rolled(product: Product, table: str, count: str) -> Figures:
    columns = (count, "unpriced_calls", "input_tokens", "output_tokens", "cost_nanousd")
    sums = ", ".join(f"coalesce(sum({column}), 0)::bigint" for column in columns)
    return product.query(f"SELECT {sums} FROM {table} WHERE project_id = %(project)s")[0]


def the_list_agrees(product: Product) -> None:
    """The sums above the list with its rows, by either of its roads, at any time."""
    [stored] = product.query(
        "SELECT count(*), count(*) FILTER (WHERE status = 'error'), coalesce(sum(input_tokens), 0),"
        " coalesce(sum(output_tokens), 0), sum(cost_nanousd), coalesce(sum(unpriced_calls), 0)"
        " FROM trace WHERE project_id = %(project)s"
    )
    for rolled_up in (True, False):
        found = product.totals(rolled_up=rolled_up)
        told = (found.input_tokens, found.output_tokens, found.cost_nanousd, found.unpriced_calls)
        assert (found.traces, found.failed, *told) == stored


def shares_are_whole(product: Product, model: Model) -> None:
    """Of each outcome, at any time; its money is what some version of it told."""
    told = {(each.id, each.value_nanousd) for each in model.outcomes.values()}
    for outcome, share, value in product.query(
        "SELECT outcome_id, sum(share), sum(value_nanousd) FROM outcome_credit"
        " WHERE project_id = %(project)s GROUP BY 1"
    ):
        assert share == 1
        assert (outcome, value) in told


def no_bucket_stands_twice(product: Product) -> None:
    """Minutes and their hour would both be added up."""
    for table in ("rollup_span", "rollup_run", "rollup_trace", "rollup_call"):
        hours = f"SELECT bucket FROM {table} WHERE project_id = %(project)s AND grain = 'h'"
        minutes = (
            f"SELECT date_trunc('hour', bucket, 'UTC') FROM {table} WHERE project_id = %(project)s AND grain = 'm'"
        )
        assert product.query(f"{hours} INTERSECT {minutes}") == []
