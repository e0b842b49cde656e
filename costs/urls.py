from django.urls import URLPattern, URLResolver, path

from costs import views

app_name = "costs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("p/<slug:slug>/prices/", views.prices, name="prices"),
]
