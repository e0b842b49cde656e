from django.urls import URLPattern, URLResolver, include, path

from workflows.api import definition, roi, runs
from workflows.api import hooks as hooks_door
from workflows.api import outcomes as outcomes_door
from workflows.api import workflows as workflows_api
from workflows.views import earned, expenses, guide, hooks, one, outcomes, scores, sharing, tables, workflows

ONE = "p/<slug:slug>/workflows/<int:pk>/"
pages: list[URLPattern | URLResolver] = [
    path("p/<slug:slug>/workflows/", workflows.workflow_list, name="list"),
    path("p/<slug:slug>/workflows/rules/", workflows.new_rule, name="new_rule"),
    path("p/<slug:slug>/workflows/rules/<int:pk>/remove/", workflows.remove_rule, name="remove_rule"),
    path(ONE, workflows.workflow, name="workflow"),
    path(ONE + "confirm/", workflows.change, {"act": "confirm"}, name="confirm"),
    path(ONE + "retire/", workflows.change, {"act": "retire"}, name="retire"),
    path(ONE + "merge/", workflows.change, {"act": "merge"}, name="merge"),
    path(ONE + "metrics/new/", workflows.metric, name="new_metric"),
    path(ONE + "metrics/<int:metric_pk>/", workflows.metric, name="metric"),
    path("p/<slug:slug>/value/", earned.value, name="value"),
    path("p/<slug:slug>/value/export.csv", earned.value_csv, name="value_csv"),
    path("p/<slug:slug>/value/share/", sharing.share, name="share"),
    path("p/<slug:slug>/value/share/digest/", sharing.digest, name="digest"),
    path("p/<slug:slug>/value/share/<int:pk>/revoke/", sharing.revoke, name="revoke_share"),
    path("shared/<str:token>/", sharing.shared, name="shared"),
    path("p/<slug:slug>/value/<int:pk>/scores/", scores.scores, name="scores"),
    path("p/<slug:slug>/value/<int:pk>/", one.workflow_earned, name="earned"),
    path(ONE + "guide/", guide.guide, name="guide"),
    path(ONE + "expenses/new/", expenses.expense, name="new_expense"),
    path(ONE + "expenses/<int:expense_pk>/", expenses.expense, name="expense"),
    path("p/<slug:slug>/outcomes/", outcomes.outcome_list, name="outcomes"),
    path("p/<slug:slug>/outcomes/import/", tables.import_table, name="import_table"),
    path("p/<slug:slug>/outcomes/hooks/", hooks.hooks, name="hooks"),
    path("p/<slug:slug>/outcomes/hooks/<int:pk>/remove/", hooks.remove_hook, name="remove_hook"),
    path("p/<slug:slug>/outcomes/export.csv", outcomes.outcome_csv, name="outcomes_csv"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/outcomes", outcomes_door.OutcomeEvents.as_view(), name="api-outcomes"),
    path("api/v1/hooks/<str:token>", hooks_door.Hook.as_view(), name="api-hook"),
    path("api/v1/workflows", workflows_api.WorkflowList.as_view(), name="api-workflows"),
    path("api/v1/workflows/<path:key>/roi", roi.Roi.as_view(), name="api-roi"),
    path("api/v1/workflows/<path:key>/runs", runs.Runs.as_view(), name="api-runs"),
    path("api/v1/runs/<uuid:run_id>", runs.OneRun.as_view(), name="api-run"),
    path("api/v1/runs/<uuid:run_id>/cancel", runs.Cancel.as_view(), name="api-run-cancel"),
    path("api/v1/runs/<uuid:run_id>/approve", runs.Approve.as_view(), name="api-run-approve"),
    path("api/v1/workflows/<path:key>", definition.Definition.as_view(), name="api-workflow"),
    path("", include((pages, "workflows"))),
]
