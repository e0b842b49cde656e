from django.urls import URLPattern, URLResolver, path

from aiops.core.views.appearance import appearance

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("appearance/", appearance, name="appearance"),
]
