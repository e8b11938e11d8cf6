"""The two admin sites: the agency's, at each agency's host, and the operator's, on the base host only."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tenants import roles
from tenants.http import known
from tenants.waiting import waiting_for


class OneDoorSite(AdminSite):
    """An admin site whose accounts are kept at the one door (tenants.accounts), not by the admin's own pages."""

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Strangers go to the one door and come back; whoever is in already is told that this is not theirs."""
        if request.user.is_authenticated:
            raise PermissionDenied("This part of the house is for admins and owners.")
        return redirect_to_login(request.GET.get("next") or reverse(f"{self.name}:index"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("account_change_password")


class AgencyAdminSite(OneDoorSite):
    """Where admins approve and owners manage. Permission is the membership's role, not Django's flags."""

    site_title = site_header = "Administration"
    index_title = "What waits for you"
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        return roles.may_approve(known(request).membership)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        membership = known(request).membership
        waiting = waiting_for(membership) if membership else []
        return super().index(request, {"waiting": waiting, **(extra_context or {})})


class OperatorAdminSite(OneDoorSite):
    """Where the operator opens and closes agencies. It shows no agency's work."""

    site_title = "Operator"
    site_header = "Operator"
    index_title = "Agencies and their people"

    def has_permission(self, request: HttpRequest) -> bool:
        person = known(request)
        return bool(
            person.agency is None and person.user.is_authenticated and person.user.is_active and person.user.is_operator
        )

    def get_urls(self) -> list[Any]:
        """Without "view on site", which would look an agency's row up where no agency is in scope."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]


agency_admin = AgencyAdminSite(name="admin")
operator_admin = OperatorAdminSite(name="operator")
