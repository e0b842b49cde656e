"""How the OpenAPI document is made: which calls stand in it, and the parts that no serializer can say."""

from collections.abc import Sequence
from typing import Any

Endpoint = tuple[str, str, str, Any]


def only_documented(endpoints: Sequence[Endpoint], **_: Any) -> list[Endpoint]:
    """The doors and the API; pages are for people."""
    return [each for each in endpoints if each[0].startswith(("/v1/", "/api/v1/"))]
