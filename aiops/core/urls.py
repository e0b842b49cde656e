from django.urls import URLPattern, URLResolver, path, re_path

from aiops.core.health import healthz, readyz
from aiops.core.views import api
from aiops.core.views.account import account, end_sessions
from aiops.core.views.appearance import appearance
from aiops.core.views.audit import audit_log
from aiops.core.views.boards import board, boards, change_pin, pin, remove_board
from aiops.core.views.find import find
from aiops.core.views.home import home, new_project, projects
from aiops.core.views.keys import change_key, keys
from aiops.core.views.link import link
from aiops.core.views.members import change_role, members, new_link, remove
from aiops.core.views.metrics import metrics
from aiops.core.views.saved import remove_view, rename_view, save_view, views
from aiops.core.views.settings import project_settings, settings_panel

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/schema", api.schema, name="schema"),
    path("api/docs", api.docs, name="api_docs"),
    re_path("^api/", api.unknown),
    path("appearance/", appearance, name="appearance"),
    path("", home, name="home"),
    path("projects/", projects, name="projects"),
    path("projects/new/", new_project, name="new_project"),
    path("account/", account, name="account"),
    path("account/sessions/end/", end_sessions, name="end_sessions"),
    path("link/<str:token>/", link, name="link"),
    path("p/<slug:slug>/find/", find, name="find"),
    path("p/<slug:slug>/boards/", boards, name="boards"),
    path("p/<slug:slug>/boards/pin/", pin, name="pin"),
    path("p/<slug:slug>/boards/<int:pk>/", board, name="board"),
    path("p/<slug:slug>/boards/<int:pk>/change/", change_pin, name="change_pin"),
    path("p/<slug:slug>/boards/<int:pk>/remove/", remove_board, name="remove_board"),
    path("p/<slug:slug>/views/", views, name="views"),
    path("p/<slug:slug>/views/save/", save_view, name="save_view"),
    path("p/<slug:slug>/views/<int:pk>/rename/", rename_view, name="rename_view"),
    path("p/<slug:slug>/views/<int:pk>/remove/", remove_view, name="remove_view"),
    path("p/<slug:slug>/settings/", project_settings, name="settings"),
    path("p/<slug:slug>/settings/members/", members, name="members"),
    path("p/<slug:slug>/settings/members/<int:pk>/role/", change_role, name="change_role"),
    path("p/<slug:slug>/settings/members/<int:pk>/remove/", remove, name="remove_member"),
    path("p/<slug:slug>/settings/members/<int:pk>/link/", new_link, name="new_link"),
    path("p/<slug:slug>/settings/keys/", keys, name="keys"),
    path("p/<slug:slug>/settings/keys/<int:pk>/rotate/", change_key, {"act": "rotate"}, name="rotate_key"),
    path("p/<slug:slug>/settings/keys/<int:pk>/revoke/", change_key, {"act": "revoke"}, name="revoke_key"),
    path("p/<slug:slug>/settings/audit/", audit_log, name="audit"),
    path("p/<slug:slug>/settings/more/<slug:key>/", settings_panel, name="settings_panel"),
]
