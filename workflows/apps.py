from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "What it achieved"

    def ready(self) -> None:
        from aiops.core import telemetry, ticker
        from workflows import metrics, panels, tasks
        from workflows.engine import nudges

        panels.fill_slots()
        telemetry.contribute(metrics.queue)
        ticker.every("credit outcomes", 2.0, "workflows.tasks.attribute")
        ticker.every("discover workflows", 10.0, "workflows.tasks.discover")
        ticker.every("send digests", 600.0, "workflows.tasks.send_digests")
        ticker.every("expire outcomes", 3600.0, "workflows.tasks.expire")
        ticker.every("take up runs", 2.0, "workflows.tasks.sweep_runs")
        ticker.every("deliver spans of runs", 1.0, "workflows.tasks.deliver_spans")
        ticker.every("send effects of runs", 1.0, "workflows.tasks.send_effects")
        ticker.every("carry batches to providers", 5.0, "workflows.tasks.carry_batches")
        ticker.every("start scheduled runs", 2.0, "workflows.tasks.start_scheduled")
        ticker.every("expire runs", 3600.0, "workflows.tasks.expire_runs")
        nudges.send_by(tasks.send_nudge)
