"""Delivery in the workspace, below the agency's host. Included before the work, whose stages have addresses alike."""

from django.urls import path

from delivery.views import order, pack, packs, pages

app_name = "delivery"

ORDER = "engagements/<uuid:public_id>/delivery/"
PACK = "packs/<uuid:public_id>/"

urlpatterns = [
    path(ORDER, order.order, name="order"),
    path(f"{ORDER}checks/", order.checks, name="checks"),
    path(f"{ORDER}sign-off/", order.sign_off, name="sign_off"),
    path(f"{ORDER}waiver/", order.waiver, name="waiver"),
    path("packs/", packs.pack_list, name="packs"),
    path(PACK, pack.pack, name="pack"),
    path(f"{PACK}progress/", pack.progress, name="progress"),
    path(f"{PACK}publication/", pack.publication, name="publication"),
    path(f"{PACK}withdrawal/", pack.withdrawal, name="withdrawal"),
    path(f"{PACK}summary.html", pack.summary, name="summary"),
    path(f"{PACK}pages/", pages.page, name="pages"),
    path(f"{PACK}pictures/", pages.again, name="pictures"),
    path(f"{PACK}pictures/<str:preview>.webp", pages.picture, name="picture"),
    path(f"{PACK}files/<path:name>", pack.file, name="file"),
]
