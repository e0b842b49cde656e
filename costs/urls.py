from django.urls import URLPattern, URLResolver, path, re_path

from costs.api import prices as api
from costs.api.change import CostChange
from costs.api.cost import Cost
from costs.views import alerts, bills, change, cost, own, prices, repricings, rules, saving

app_name = "costs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/prices", api.Prices.as_view(), name="api-prices"),
    re_path("^api/v1/prices/(?P<price_id>[0-9]{1,18})/retire$", api.RetirePrice.as_view(), name="api-retire-price"),
    path("api/v1/analysis/cost-change", CostChange.as_view(), name="api-cost-change"),
    path("api/v1/analysis/cost", Cost.as_view(), name="api-cost"),
    path("p/<slug:slug>/cost/", cost.cost, name="cost"),
    path("p/<slug:slug>/cost/focus.csv", cost.export, name="focus"),
    path("p/<slug:slug>/cost/change/", change.cost_change, name="change"),
    path("p/<slug:slug>/cost/waste/", saving.waste_page, name="waste"),
    path("p/<slug:slug>/cost/what-if/", saving.what_if, name="what_if"),
    path("p/<slug:slug>/bills/", bills.bills, name="bills"),
    path("p/<slug:slug>/bills/<int:pk>/", bills.bill, name="bill"),
    path("p/<slug:slug>/bills/<int:pk>/remove/", bills.remove_bill, name="remove_bill"),
    path("p/<slug:slug>/alerts/", alerts.alerts, name="alerts"),
    path("p/<slug:slug>/alerts/<int:pk>/", alerts.alert, name="alert"),
    path("p/<slug:slug>/alerts/<int:pk>/acknowledge/", alerts.acknowledge, name="acknowledge"),
    path("p/<slug:slug>/budgets/new/", rules.budget, name="new_budget"),
    path("p/<slug:slug>/budgets/<int:pk>/", rules.budget, name="budget"),
    path("p/<slug:slug>/budgets/<int:pk>/mute/", alerts.mute, {"kind": "budgets"}, name="mute_budget"),
    path("p/<slug:slug>/watches/new/", rules.watch, name="new_watch"),
    path("p/<slug:slug>/watches/<int:pk>/", rules.watch, name="watch"),
    path("p/<slug:slug>/watches/<int:pk>/mute/", alerts.mute, {"kind": "watches"}, name="mute_watch"),
    path("p/<slug:slug>/channels/new/", rules.channel, name="new_channel"),
    path("p/<slug:slug>/channels/<int:pk>/", rules.channel, name="channel"),
    path("p/<slug:slug>/channels/<int:pk>/test/", rules.test_channel, name="test_channel"),
    path("p/<slug:slug>/prices/", prices.prices, name="prices"),
    path("p/<slug:slug>/prices/new/", own.new_price, name="new_price"),
    path("p/<slug:slug>/prices/<int:pk>/replace/", own.replace_price, name="replace_price"),
    path("p/<slug:slug>/prices/<int:pk>/retire/", own.retire_price, name="retire_price"),
    path("p/<slug:slug>/repricings/", repricings.start, name="reprice"),
    path("p/<slug:slug>/repricings/<int:pk>/", repricings.show, name="repricing"),
    path("p/<slug:slug>/repricings/<int:pk>/apply/", repricings.act, {"act": "apply"}, name="apply_repricing"),
    path("p/<slug:slug>/repricings/<int:pk>/cancel/", repricings.act, {"act": "cancel"}, name="cancel_repricing"),
]
