"""URLs on the base host, which belongs to no agency: health, the way to an agency, and the operator's door."""

from django.urls import include, path

from tenants.sites import operator_admin
from tenants.views import chooser, healthz, security, sign_out_everywhere

urlpatterns = [
    path("healthz/", healthz, name="healthz"),
    path("", chooser, name="chooser"),
    path("account/security/", security, name="account_security"),
    path("account/sessions/end/", sign_out_everywhere, name="account_sessions_end"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("operator/", operator_admin.urls),
]
