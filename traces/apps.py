from django.apps import AppConfig


class TracesConfig(AppConfig):
    name = "traces"
    verbose_name = "What happened"

    def ready(self) -> None:
        from aiops.core import finding as core_finding
        from aiops.core import news as core_news
        from aiops.core import telemetry, ticker
        from aiops.core.panels import NavItem, Panel, register, register_nav
        from traces import metrics
        from traces.api import otlp_refusals
        from traces.panels import answers, erasure, finding, findings, judge, news, promoted, scores, versions

        ticker.every("settle", 1.0, "traces.tasks.settle")
        ticker.every("roll up", 3.0, "traces.tasks.roll_up")
        ticker.every("fold roll-ups", 300.0, "traces.tasks.fold")
        ticker.every("keep days of time", 60.0, "traces.tasks.keep_days")
        ticker.every("make days", 3600.0, "traces.tasks.make_days")
        ticker.every("expire", 3600.0, "traces.tasks.expire")
        ticker.every("tag stored spans", 2.0, "traces.tasks.retag_some")
        ticker.every("erase", 2.0, "traces.tasks.erase_some")
        otlp_refusals.register()
        register("trace", Panel("why", "Why this run failed", "traces/_findings.html", findings.panel, order=5))
        register("trace", Panel("judge", "Your judgement", "traces/_judge.html", judge.panel, order=25))
        register("trace", Panel("scores", "Scores", "traces/_scores.html", scores.panel, order=20))
        register("settings", Panel(promoted.TAB, "Tags", "traces/settings/tags.html", promoted.panel))
        register("settings", Panel(erasure.TAB, "Erasure", "traces/settings/erasures.html", erasure.panel, order=200))
        register("span", Panel("versions", "Versions", "traces/_versions.html", versions.of_span, order=30))
        register(
            "trace",
            Panel(
                "versions", "Versions of the workflow", "traces/_workflow_versions.html", versions.of_trace, order=60
            ),
        )
        telemetry.contribute(metrics.backlog)
        core_news.register(news.arrivals)
        core_finding.register(finding.traces, order=300)
        told = "traces/home/_answer.html"
        register("answers", Panel("time", "Where did the time go?", told, answers.panel(answers.time), order=10))
        register("answers", Panel("failures", "Why did outputs fail?", told, answers.panel(answers.failing), order=20))
        register_nav(NavItem("", "Home", "home", "traces:home", order=0))
        register_nav(NavItem("", "Overview", "ingest", "traces:overview", order=10))
        register_nav(NavItem("Answers", "Time", "clock", "traces:time", order=100))
        register_nav(NavItem("Answers", "Failures", "fail", "traces:failures", order=120))
        register_nav(NavItem("Look closer", "Traces", "traces", "traces:list", order=300))
        register_nav(NavItem("Set-up", "Send data", "plus", "traces:setup", order=40))
        register_nav(NavItem("Look closer", "Sessions", "talk", "traces:session", order=304))
        register_nav(NavItem("Look closer", "People", "people", "traces:user", order=306))
        register_nav(NavItem("Set-up", "Ingest health", "ingest", "traces:health", order=700))
