from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.urls import reverse

if TYPE_CHECKING:
    from campaigns.models import Engagement
    from tenants.models import Membership


class DeliveryConfig(AppConfig):
    name = "delivery"
    verbose_name = "Delivery"

    def ready(self) -> None:
        from campaigns.domain import stages
        from delivery.domain import activity, affected, anchors, boards, evidence, waiting  # noqa: F401 -- they register themselves
        from tenants.navigation import Place, register_house

        stages.register_delivery(order_page)
        text = "Every pack that was built, and what became of it."
        register_house(Place("delivery:packs", "Packs", "pack", "delivery:packs delivery:pack", text=text))


def order_page(engagement: "Engagement", member: "Membership") -> str:
    """Where packs of the engagement are ordered, and read by those who may not order."""
    return reverse("delivery:order", args=[engagement.public_id])
