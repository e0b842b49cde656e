from django.apps import AppConfig


class TracesConfig(AppConfig):
    name = "traces"
    verbose_name = "What happened"

    def ready(self) -> None:
        from aiops.core import telemetry
        from aiops.core.panels import NavItem, register_nav
        from traces import metrics
        from traces.api import otlp_refusals

        otlp_refusals.register()
        telemetry.contribute(metrics.backlog)
        register_nav(NavItem("Look closer", "Traces", "traces", "traces:list", order=300))
        register_nav(NavItem("Set-up", "Ingest health", "ingest", "traces:health", order=700))
