"""URLs at an agency's host. The base host has its own: aicmo_site.urls_base."""

from django.urls import include, path
from django.views.generic import RedirectView

from tenants import house_views as house
from tenants.sites import agency_admin
from tenants.views import home, security, sign_out_everywhere

workspace = ([path("", home, name="home")], "workspace")
activity = (
    [path("", house.activity_list, name="list"), path("csv/", house.activity_csv, name="csv")],
    "activity",
)
evidence = ([path("", house.evidence_page, name="page")], "evidence")
settings = ([path("", house.settings_home, name="home")], "settings")

urlpatterns = [
    path("", include(workspace)),
    path("activity/", include(activity)),
    path("evidence/", include(evidence)),
    path("settings/", include(settings)),
    path("account/signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("account/security/", security, name="account_security"),
    path("account/sessions/end/", sign_out_everywhere, name="account_sessions_end"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("", include("delivery.urls")),
    path("", include("campaigns.urls")),
    path("portal/", include("portal.urls")),
    path("", include("tenants.urls")),
    path("admin/", agency_admin.urls),
]
