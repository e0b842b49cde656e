from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "aiops.core"
    label = "core"
    verbose_name = "Projects, people and keys"

    def ready(self) -> None:
        from django.core.checks import register

        from aiops.core import checks, find_pages, finding, second_factor, ticker  # noqa: F401  second_factor listens from now on
        from aiops.core.panels import NavItem, register_nav

        register_nav(NavItem("", "Dashboards", "board", "core:boards", order=20))
        register_nav(NavItem("Set-up", "Settings", "settings", "core:settings", order=900))
        finding.register(find_pages.views, order=50)
        finding.register(find_pages.pages, order=100)
        finding.register(find_pages.projects, order=900)
        register(checks.named_steps)
        register(checks.provider)
        ticker.every("heartbeat", 10, "aiops.core.ticker.heartbeat")
        ticker.every("tidy", 3600, "aiops.core.tidy.tidy")
