from django.apps import AppConfig


class CostsConfig(AppConfig):
    name = "costs"
    verbose_name = "What it cost"
