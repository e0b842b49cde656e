from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "aiops.core"
    label = "core"
    verbose_name = "Projects, people and keys"

    def ready(self) -> None:
        from django.core.checks import register

        from aiops.core import checks, second_factor, ticker  # noqa: F401  the second listens from now on
        from aiops.core.panels import NavItem, register_nav

        register_nav(NavItem("Set-up", "Settings", "settings", "core:settings", order=900))
        register(checks.named_steps)
        register(checks.provider)
        ticker.every("heartbeat", 10, "aiops.core.ticker.heartbeat")
        ticker.every("tidy", 3600, "aiops.core.tidy.tidy")
