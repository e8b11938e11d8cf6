"""The two admin sites: the agency's, at each agency's host, and the operator's, on the base host only."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse

from tenants import roles
from tenants.waiting import waiting_for


class AgencyAdminSite(AdminSite):
    """Where admins approve and owners manage. Permission is the membership's role, not Django's flags."""

    site_title = "Administration"
    index_title = "What waits for you"
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        return roles.may_approve(getattr(request, "membership", None))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().index(request, {"waiting": waiting_for(request.membership), **(extra_context or {})})


class OperatorAdminSite(AdminSite):
    """Where the operator opens and closes agencies. It shows no agency's work."""

    site_title = "Operator"
    site_header = "Operator"
    index_title = "Agencies and their people"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(request.agency is None and user.is_authenticated and user.is_active and user.is_operator)


agency_admin = AgencyAdminSite(name="admin")
agency_admin.login = secure_admin_login(agency_admin.login)  # type: ignore[method-assign] -- allauth's own recipe
operator_admin = OperatorAdminSite(name="operator")
operator_admin.login = secure_admin_login(operator_admin.login)  # type: ignore[method-assign] -- allauth's own recipe
