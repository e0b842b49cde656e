from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "What it achieved"

    def ready(self) -> None:
        from aiops.core import ticker

        ticker.every("credit outcomes", 2.0, "workflows.tasks.attribute")
