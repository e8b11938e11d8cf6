"""URLs on the base host, which belongs to no agency: health, the way to an agency, and the operator's door."""

from django.urls import include, path

from tenants.sites import operator_admin
from tenants.views import chooser, healthz

urlpatterns = [
    path("healthz/", healthz, name="healthz"),
    path("", chooser, name="chooser"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("operator/", operator_admin.urls),
]
