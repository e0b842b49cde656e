from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "aiops.demo"
    label = "demo"
