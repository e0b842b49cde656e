"""GET and POST /api/v1/prices, POST /api/v1/prices/{id}/retire: what an admin key may do with its project's prices."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core import audit
from aiops.core.errors import ApiError
from aiops.core.models import ApiKey
from aiops.core.network import client_ip
from aiops.core.periods import zone_of
from costs.api import schema
from costs.forms import CLASSES, KINDS, PriceForm, values_of
from costs.models import Price
from costs.store import likeness, prices

PLAIN = ("model", "match", "provider", "tier", "valid_from", "valid_until", "above", "per_call", "source")
GROUPS = {"rates": "rate_", "rates_above": "above_"}
KNOWN_AS = {stored: said for said, stored in KINDS.items()}


class Prices(APIView):
    required_scope = "admin"

    @extend_schema(**schema.LIST)
    def get(self, request: Request) -> Response:
        return Response({"results": [shape(each) for each in prices.own(key_of(request).project)]})

    @extend_schema(**schema.ADD)
    def post(self, request: Request) -> Response:
        key = key_of(request)
        form = PriceForm(form_data(request.data), zone=zone_of(key.project))
        if not form.is_valid():
            name, problems = next(iter(form.errors.items()))
            raise ApiError(400, "invalid", str(problems[0]), field=field_of(name))
        new = form.new_price(f"key {key.name}")
        sent = cast("dict[str, Any]", request.data)  # form_data saw to it
        replaces = find(key, sent["replaces"]) if "replaces" in sent else None
        warnings = [str(odd) for odd in likeness.oddities(key.project_id, new)]
        try:
            price = prices.add(key.project, new, replaces)
        except prices.OverlapError as error:
            if prices.same(error.price, new):
                return Response(shape(error.price, warnings))
            raise ApiError(409, "overlap", f"{error} Its id is {error.price.pk}.", field="model") from None
        except prices.TooManyError as error:
            raise ApiError(409, "too_many", str(error)) from None
        record(request, "price.replaced" if replaces else "price.created", price)
        return Response(shape(price, warnings), status=201)


class RetirePrice(APIView):
    required_scope = "admin"

    @extend_schema(**schema.RETIRE)
    def post(self, request: Request, price_id: str) -> Response:
        price = find(key_of(request), int(price_id))
        if prices.retire(price):
            record(request, "price.retired", price)
        price.refresh_from_db()
        return Response(shape(price))


def key_of(request: Request) -> ApiKey:
    return cast("ApiKey", request.auth)


def find(key: ApiKey, price_id: Any) -> Price:
    """An own price of the key's project. Raises ApiError 404."""
    known = price_id.__class__ is int and 0 < price_id < 2**63
    price = Price.objects.filter(project=key.project, pk=price_id).first() if known else None
    if price is None:
        raise ApiError(404, "not_found", "This project has no such price.", field="replaces")
    return price


def form_data(sent: Any) -> dict[str, str]:
    """The fields of PriceForm. Raises ApiError for what the form has no field for."""
    if not isinstance(sent, dict):
        raise ApiError(400, "invalid", "Send one JSON object.")
    data = {"match": "equals"}
    for name, value in sent.items():
        if name in PLAIN:
            data[name] = plain(name, value)
        elif name in GROUPS:
            data |= rates_of(name, value)
        elif name != "replaces":
            raise ApiError(400, "invalid", "There is no such field.", field=name[:100])
    return data


def rates_of(group: str, sent: Any) -> dict[str, str]:
    if not isinstance(sent, dict):
        raise ApiError(400, "invalid", "is an object: a token class and its price each.", field=group)
    for name in sent:
        if name not in CLASSES:
            message = f"There is no such token class; there are {', '.join(CLASSES)}."
            raise ApiError(400, "invalid", message, field=f"{group}.{name[:100]}")
    return {GROUPS[group] + name: plain(f"{group}.{name}", value) for name, value in sent.items()}


def plain(name: str, value: Any) -> str:
    """As a form takes it; a fraction would be a float by now, so amounts with one come as text."""
    if value is None:
        return ""
    if value.__class__ not in {str, int}:
        raise ApiError(400, "invalid", 'is text such as "1.50"', field=name)
    return str(value)


def field_of(name: str) -> str | None:
    """The name in JSON of a field of the form."""
    for group, prefix in GROUPS.items():
        if name.startswith(prefix):
            return f"{group}.{name.removeprefix(prefix)}"
    return None if name == "__all__" else name


def record(request: Request, action: str, price: Price) -> None:
    key = key_of(request)
    by, ip = f"key {key.name} ({key.key_id})", client_ip(request)
    audit.record(action, price, project=key.project, by=by, ip=ip, price=price.pk, rates=str(price.rates))


def shape(price: Price, warnings: list[str] | None = None) -> dict[str, Any]:
    [(kind, model)] = price.match.items()
    values = values_of(price.rates)
    groups = {
        group: {name: values[prefix + name] for name in CLASSES if values.get(prefix + name) is not None}
        for group, prefix in GROUPS.items()
    }
    same = {name: getattr(price, name) for name in ("provider", "tier", "valid_from", "valid_until", "source")}
    numbers = {"above": values.get("above"), "per_call": values["per_call"]}
    times = {"created": price.created_at, "retired": price.retired_at}
    names = {"id": price.pk, "model": model, "match": KNOWN_AS[kind]}
    return names | same | groups | numbers | times | {"warnings": warnings or []}
