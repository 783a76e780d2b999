"""Webhooks as a test sees them: what was sent where, how often it was tried, and once more by hand."""

import base64
from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings
from mockserver.engine.clock import iso
from mockserver.engine.webhooks import Delivery
from mockserver.gateway.call import Call
from mockserver.masking import masked_body, masked_header


class AttemptView(TypedDict):
    """One try."""

    at: Annotated[str, Field(description="When, on the workspace's clock.")]
    answered: Annotated[int | None, Field(description="The receiver's HTTP status, where it gave one.")]
    error: Annotated[str | None, Field(description="Why it gave none.")]


class DeliveryView(TypedDict):
    """A webhook and the tries so far."""

    id: int
    job: str | None
    url: str
    headers: dict[str, str]
    body: Annotated[str, Field(description="As it is sent; in Base64 where it isn't text.")]
    base64: NotRequired[bool]
    delivered: bool
    attempts: list[AttemptView]


async def list_deliveries(_: Surroundings, call: Call, __: Any) -> list[DeliveryView]:
    return [_shown(delivery) for delivery in call.workspace.webhooks]


async def redeliver(_: Surroundings, call: Call, __: Any) -> DeliveryView:
    number = call.params["id"]
    found = next((delivery for delivery in call.workspace.webhooks if str(delivery.id) == number), None)
    if found is None:
        raise call.error("not_found", f"No webhook of this workspace has the id {number!r}.")
    return _shown(await call.workspace.webhooks.send(found.webhook))


def _shown(delivery: Delivery) -> DeliveryView:
    webhook = delivery.webhook
    view: DeliveryView = {
        "id": delivery.id,
        "job": webhook.job,
        "url": webhook.shown_url,
        "headers": {name: masked_header(name, value) for name, value in webhook.headers.items()},
        "body": "",
        "delivered": delivery.delivered,
        "attempts": [
            {"at": iso(attempt.at_ms), "answered": attempt.status, "error": attempt.error}
            for attempt in delivery.attempts
        ],
    }
    try:
        view["body"] = masked_body(webhook.body).decode()
    except UnicodeDecodeError:
        view["body"], view["base64"] = base64.b64encode(webhook.body).decode(), True
    return view


ENDPOINTS = (
    Endpoint(
        "ListWebhooks",
        "GET",
        "/_mock/webhooks",
        "List the webhooks with their tries, oldest first.",
        list_deliveries,
        gives=list[DeliveryView],
    ),
    Endpoint(
        "RedeliverWebhook",
        "POST",
        "/_mock/webhooks/{id}/redeliver",
        "Send a webhook once more; the answer tells how that went.",
        redeliver,
        gives=DeliveryView,
        errors=("not_found",),
    ),
)
