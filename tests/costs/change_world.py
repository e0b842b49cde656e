"""A simulated history in the roll-ups of a project, with its price rows, as the page reads it."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from aiops.core.models import Project
from costs.analysis.cells import FIGURES
from costs.models import Price
from tests.costs.analysis.histories import DAYS, HALF, MONDAY, RATES, Flow, Planted, cells, drawn, history

START = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=UTC)
MIDDLE, END = START + timedelta(days=HALF), START + timedelta(days=DAYS)
WINDOWS = {
    "from": f"{MIDDLE:%Y-%m-%d}",
    "to": f"{END:%Y-%m-%d}",
    "compare_from": f"{START:%Y-%m-%d}",
    "compare_to": f"{MIDDLE:%Y-%m-%d}",
}
CALLS = f"""
    INSERT INTO rollup_call (
        project_id, grain, bucket, workflow, provider, model, service_tier, cost_source, price_id, context_over,
        {", ".join(FIGURES[1:])}, refused_calls, compared_calls, compared_nanousd, reported_nanousd
    ) VALUES (%s, 'h', {", ".join(["%s"] * (8 + len(FIGURES[1:])))}, 0, 0, 0, 0)
"""
RUNS = """
    INSERT INTO rollup_run (
        project_id, grain, bucket, workflow, release, prompt_fingerprint, status, runs, attempts, useful_calls,
        unpriced_calls, input_tokens, output_tokens, cost_nanousd, cost_nanousd_squared, duration_ns,
        duration_ns_squared, runs_with_outcome, successes, failures
    ) VALUES (%s, 'h', %s, %s, '', '', 'ok', %s, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
"""


def planted(seed: int) -> tuple[Planted, dict[str, Flow]]:
    one = drawn(seed)
    return one, history(seed, [one])


def store(project: Project, flows: dict[str, Flow]) -> None:
    """Calls that are alike in one hour of each day."""
    found, rows = cells(flows)
    shop_id = project.pk
    prices = {
        number: Price.objects.create(
            project=project,
            provider="openai",
            model=row.model,
            match=row.match,
            rates=RATES.get(number, RATES[1]),
            source="own price list",
        ).pk
        for number, row in rows.items()
    }
    with connection.cursor() as cursor:
        for place, cell in enumerate(found):
            rows_of = list(zip(cell.days.tolist(), cell.figures.tolist(), strict=True))
            times = {day: START + timedelta(days=day, hours=place % 20) for day in cell.days.tolist()}
            if cell.key.model:
                key = (*cell.key[:5], prices.get(cell.key.price_id, 0), cell.key.context_over)
                values = [(shop_id, times[day], *key, *figures[1:]) for day, figures in rows_of]
                cursor.executemany(CALLS, values)
            else:
                cursor.executemany(RUNS, [(shop_id, times[day], cell.key.workflow, n[0]) for day, n in rows_of])


def version(project: Project, kind: str, value: str, workflow: str, first: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO version_seen (project_id, workflow, kind, value, first_seen, last_seen, label)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [project.pk, workflow, kind, value, first, END, None if kind == "prompt" else value],
        )
