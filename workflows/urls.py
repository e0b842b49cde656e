from django.urls import URLPattern, URLResolver, path

from workflows.api import outcomes

app_name = "workflows"
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/outcomes", outcomes.OutcomeEvents.as_view(), name="api-outcomes"),
]
