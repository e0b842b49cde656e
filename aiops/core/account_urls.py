"""The pages of allauth that we use, by their own names. Sign-up, e-mail confirmation and reset by mail are left out:
people come, and come back, by one-time link.
"""

from allauth.account import views
from django.urls import path

from aiops.core.views.link import sign_in

urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
]
