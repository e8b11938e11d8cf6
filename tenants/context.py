"""What every template may say: the agency, its brand and the reader's membership."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tenants import navigation, waiting
from tenants.brand import current_brand


def site(request: HttpRequest) -> dict[str, Any]:
    agency = getattr(request, "agency", None)
    membership = getattr(request, "membership", None)
    return {
        "agency": agency,
        "membership": membership,
        "nav_items": navigation.open_to(membership, navigation.places) if membership else (),
        "house_items": navigation.open_to(membership, navigation.house) if membership else (),
        "waiting_count": SimpleLazyObject(lambda: waiting.count_for(membership)) if membership else 0,
        "brand": SimpleLazyObject(current_brand) if agency else None,
    }
