"""What the OpenAPI document says of prices; prices.py makes the answers, a test keeps them the same."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers as s

from costs.forms import CLASSES, MATCHES
from traces.api.schema import Error

USD_HELP = "Dollars per million tokens, as decimal strings, by class: " + ", ".join(CLASSES) + "."


def usd(text: str, **options: Any) -> s.DictField:
    return s.DictField(child=s.CharField(), help_text=text, **options)


class NewPrice(s.Serializer[Any]):
    model = s.CharField(max_length=200)
    match = s.ChoiceField(list(MATCHES), required=False, help_text="How the model's name is compared; default equals.")
    provider = s.CharField(max_length=63, required=False, help_text="Left out: whoever sells the model.")
    tier = s.CharField(max_length=31, required=False, help_text="batch, flex, priority, standard; left out: every one.")
    valid_from = s.DateTimeField(required=False, help_text="Of the call; left out: always.")
    valid_until = s.DateTimeField(required=False, help_text="The first moment it no longer holds.")
    rates = usd(USD_HELP, required=False)
    above = s.IntegerField(required=False, help_text="Input tokens above which rates_above price the whole call.")
    rates_above = usd("As rates.", required=False)
    per_call = s.CharField(required=False, help_text="Dollars a call.")
    source = s.CharField(max_length=200, required=False, help_text="Where it is from.")  # type: ignore[assignment]
    replaces = s.IntegerField(required=False, help_text="The price of yours that is retired in the same moment.")


class OwnPrice(s.Serializer[Any]):
    id = s.IntegerField()
    model = s.CharField()
    match = s.ChoiceField(list(MATCHES))
    provider = s.CharField(allow_blank=True)
    tier = s.CharField(allow_blank=True)
    valid_from = s.DateTimeField(allow_null=True)
    valid_until = s.DateTimeField(allow_null=True)
    rates = usd("As posted.")
    above = s.IntegerField(allow_null=True)
    rates_above = usd("As posted.")
    per_call = s.CharField(allow_null=True)
    source = s.CharField()  # type: ignore[assignment]
    created = s.DateTimeField()
    retired = s.DateTimeField(allow_null=True)
    warnings = s.ListField(child=s.CharField(), help_text="Rates a hundred times away from what the catalogue has.")


class OwnPrices(s.Serializer[Any]):
    results = OwnPrice(many=True)


REFUSED: dict[int, Any] = {400: OpenApiResponse(Error), 404: OpenApiResponse(Error)}
LIST: dict[str, Any] = {
    "summary": "Your prices in force or to come",
    "description": "Those of the catalogue are not among them; yours win over it.",
    "responses": {200: OwnPrices},
}
ADD: dict[str, Any] = {
    "summary": "Add a price",
    "description": "Prices are never changed: say `replaces`. The same one posted again is answered with 200. "
    "A price for the same models, tier and time as another one of yours is refused with 409.",
    "request": NewPrice,
    "responses": {201: OwnPrice, 200: OwnPrice, 409: OpenApiResponse(Error)} | REFUSED,
}
RETIRE: dict[str, Any] = {
    "summary": "Retire a price",
    "description": "It bills no call from now on; calls that it billed keep their amounts. Twice is once.",
    "request": None,
    "responses": {200: OwnPrice, 404: OpenApiResponse(Error)},
}
