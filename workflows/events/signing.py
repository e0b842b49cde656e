"""How a system that starts runs signs what it sends: by the Standard Webhooks specification, or its own way. Pure.

By the specification webhook-id is signed with time and body, so that neither an old delivery nor another id for a known
body can be passed off as new.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256

from aiops.core.outbound import signed
from workflows.events import recipes
from workflows.events.recipes import Delivery, NotSignedError

ID = "webhook-id"
TIMES = {"helpdesk": "x-zendesk-webhook-signature-timestamp"}


def check_standard(secret: str, sent: Delivery) -> None:
    """Raises NotSignedError."""
    if not sent.header("webhook-signature"):
        raise NotSignedError("the signature is missing")
    if not sent.header(ID):
        raise NotSignedError("webhook-id is missing")
    if not signed.verify(secret, sent.headers, sent.body, int(sent.at.timestamp())):
        raise NotSignedError("the signature is not of this id, time, body and secret, or more than five minutes old")


def key_of(scheme: str, sent: Delivery) -> str:
    """What makes two deliveries one: the id that is signed, else all that is signed."""
    if scheme == "standard":
        return sent.header(ID)
    return sha256(sent.header(TIMES.get(scheme, "")).encode() + sent.body).hexdigest()


SCHEMES: Mapping[str, Callable[[str, Delivery], None]] = {
    "standard": check_standard,
    "helpdesk": recipes.check_help_desk,
    "shop": recipes.check_shop,
    "forge": recipes.check_forge,
}
