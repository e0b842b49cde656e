"""How runs of a workflow went from step to step, and where the open ones are now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from aiops.core import sql
from workflows.analysis import flow_graph
from workflows.analysis.flow_graph import Graph, Node, Way
from workflows.models import Run, Workflow

APP = "workflows"
MOST_RUNS = 500


@dataclass(frozen=True)
class Flow:
    """`ends`: how the runs of the window ended so far, by state; `shown`: how many of them the graph is of."""

    graph: Graph
    ends: dict[str, int]
    shown: int
    between: int  # open runs that are in no step now
    open: int


def read(workflow: Workflow, since: datetime, until: datetime) -> Flow:
    params = {
        "project_id": workflow.project_id, "workflow_id": workflow.pk, "since": since, "until": until,
        "most": MOST_RUNS,
    }  # fmt: skip
    now = {name: (at_it, waiting) for name, at_it, waiting in sql.tuples(APP, "flow_now", params)}
    nodes = [_node(row, now) for row in sql.tuples(APP, "flow_nodes", params)]
    ways = [Way(*row) for row in sql.tuples(APP, "flow_ways", params)]
    within = Run.objects.filter(
        project_id=workflow.project_id, workflow=workflow, created_at__gte=since, created_at__lt=until, dry_run=False
    )
    ends = dict(within.order_by().values_list("state").annotate(Count("pk")))
    known = {node.name for node in nodes}
    between = sum(sum(each) for name, each in now.items() if name not in known)
    return Flow(
        flow_graph.arrange(nodes, ways), ends, min(sum(ends.values()), MOST_RUNS), between,
        sum(sum(each) for each in now.values()),
    )  # fmt: skip


def _node(row: tuple[object, ...], now: dict[str, tuple[int, int]]) -> Node:
    name, kind, runs, times, failed, tries, mean_ms, _ = row
    at_it, waiting = now.get(str(name), (0, 0))
    return Node(str(name), str(kind), runs, times, failed, tries, mean_ms, at_it, waiting)  # type: ignore[arg-type]
