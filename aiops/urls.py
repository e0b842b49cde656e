"""Every URL of the product. Pages live under /p/<project>/, doors under /v1/ and /api/."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("aiops.core.account_urls")),
    path("", include("traces.urls")),
    path("", include("costs.urls")),
    path("", include("workflows.urls")),
    path("", include("aiops.core.urls")),
]

handler400 = "aiops.core.doors.bad_request"
handler500 = "aiops.core.health.server_error"
