"""What every template may say: the agency, its brand and the reader's membership."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tenants.brand import current_brand


def site(request: HttpRequest) -> dict[str, Any]:
    agency = getattr(request, "agency", None)
    return {
        "agency": agency,
        "membership": getattr(request, "membership", None),
        "brand": SimpleLazyObject(current_brand) if agency else None,
    }
