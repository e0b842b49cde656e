from django.urls import URLPattern, URLResolver, include, path

from workflows.api import definition, roi, start_hooks
from workflows.api import hooks as hooks_door
from workflows.api import outcomes as outcomes_door
from workflows.api import runs as runs_api
from workflows.api import workflows as workflows_api
from workflows.views import (
    approvals,
    earned,
    expenses,
    guide,
    hooks,
    one,
    outcomes,
    policies,
    providers,
    queue,
    run_acts,
    run_hooks,
    runs,
    schedules,
    scores,
    sharing,
    tables,
    workflows,
)

ONE = "p/<slug:slug>/workflows/<int:pk>/"
RUNS, RUN = "p/<slug:slug>/runs/", "p/<slug:slug>/runs/<uuid:run_id>/"
SCHEDULE, MODELS = RUNS + "schedules/<int:pk>/", "p/<slug:slug>/settings/models/"
of_runs: list[URLPattern | URLResolver] = [
    path(RUNS, runs.run_list, name="runs"),
    path(RUNS + "start/", runs.start, name="start_run"),
    path(RUNS + "queue/", queue.queue, name="queue"),
    path(RUNS + "approvals/", approvals.inbox, name="approvals"),
    path(RUNS + "approvals/<int:pk>/", approvals.answer, name="answer"),
    path(RUNS + "schedules/", schedules.schedule_list, name="schedules"),
    path(SCHEDULE + "pause/", schedules.change, {"act": "pause"}, name="pause_schedule"),
    path(SCHEDULE + "resume/", schedules.change, {"act": "resume"}, name="resume_schedule"),
    path(SCHEDULE + "remove/", schedules.change, {"act": "remove"}, name="remove_schedule"),
    path(RUNS + "webhooks/", run_hooks.hooks, name="run_hooks"),
    path(RUNS + "webhooks/<int:pk>/remove/", run_hooks.remove, name="remove_run_hook"),
    path(RUN, runs.run, name="run"),
    path(RUN + "state/", runs.state, name="run_state"),
    path(RUN + "cancel/", run_acts.cancel, name="cancel_run"),
    path(RUN + "fork/", run_acts.fork, name="fork_run"),
    path(RUN + "replay/", run_acts.replay, name="replay_run"),
    path(RUN + "redrive/", run_acts.redrive, name="redrive_run"),
    path(RUN + "choose/", run_acts.choose, name="choose_run"),
    path(RUN + "effects/<int:effect_pk>/", run_acts.effect, name="settle_effect"),
    path("approve/<str:token>/", approvals.link, name="approval_link"),
    path(ONE + "policies/", policies.policies, name="policies"),
    path(ONE + "policies/<path:step>/", policies.edit, name="policy"),
    path(MODELS + "new/", providers.provider, name="new_provider"),
    path(MODELS + "<int:pk>/", providers.provider, name="provider"),
    path(MODELS + "<int:pk>/remove/", providers.remove, name="remove_provider"),
]
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
    path("api/v1/workflows/<path:key>/runs", runs_api.Runs.as_view(), name="api-runs"),
    path("api/v1/runs/<uuid:run_id>", runs_api.OneRun.as_view(), name="api-run"),
    path("api/v1/runs/<uuid:run_id>/cancel", runs_api.Cancel.as_view(), name="api-run-cancel"),
    path("api/v1/runs/<uuid:run_id>/approve", runs_api.Approve.as_view(), name="api-run-approve"),
    path("api/v1/workflows/<path:key>", definition.Definition.as_view(), name="api-workflow"),
    path("api/v1/start/<str:token>", start_hooks.StartHook.as_view(), name="api-start-hook"),
    path("api/v1/waits/<str:token>", start_hooks.WaitHook.as_view(), name="api-wait"),
    path("", include((pages + of_runs, "workflows"))),
]
