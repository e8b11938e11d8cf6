"""The request as our middleware leaves it."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from tenants.models import Agency, Membership, User


class AgencyRequest(HttpRequest):
    """A request with the host's agency (None on the base host) and the reader's active membership there (None for
    strangers). `user` is a User wherever a view demands a sign-in."""

    agency: Agency | None
    membership: Membership | None
    user: User


def member_of(request: HttpRequest) -> Membership:
    """The reader's membership, where none but members are let in."""
    membership = known(request).membership
    if membership is None:
        raise PermissionDenied("This part of the house is for members.")
    return membership


def agency_of(request: HttpRequest) -> Agency:
    """The host's agency, where the host has one."""
    agency = known(request).agency
    if agency is None:
        raise Http404
    return agency


def known(request: HttpRequest) -> AgencyRequest:
    """The same request, typed, where Django's signature says HttpRequest."""
    return cast(AgencyRequest, request)
