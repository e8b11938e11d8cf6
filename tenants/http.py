"""The request as our middleware leaves it."""

from typing import cast

from django.http import HttpRequest

from tenants.models import Agency, Membership, User


class AgencyRequest(HttpRequest):
    """A request with the host's agency (None on the base host) and the reader's active membership there (None for
    strangers). `user` is a User wherever a view demands a sign-in."""

    agency: Agency | None
    membership: Membership | None
    user: User


def known(request: HttpRequest) -> AgencyRequest:
    """The same request, typed, where Django's signature says HttpRequest."""
    return cast(AgencyRequest, request)
