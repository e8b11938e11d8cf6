"""The workspace of the work, below the agency's host."""

from django.urls import path, re_path, register_converter

from campaigns.enums import ArtifactKind
from campaigns.views import board, brands, campaigns, clients, decision, files, stage, versions

app_name = "work"


class KindConverter:
    """One of the five kinds of artifacts; another word is no address."""

    regex = "|".join(ArtifactKind)

    def to_python(self, value: str) -> ArtifactKind:
        return ArtifactKind(value)

    def to_url(self, value: str) -> str:
        return ArtifactKind(value).value


register_converter(KindConverter, "kind")

ENGAGEMENT = "engagements/<uuid:public_id>/"
STAGE = f"{ENGAGEMENT}<kind:kind>/"
FILES = f"{ENGAGEMENT}{ArtifactKind.CREATIVES}/files/"

urlpatterns = [
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/new/", campaigns.engagement_new, name="engagement_new"),
    path("campaigns/<uuid:public_id>/", campaigns.campaign, name="campaign"),
    path("campaigns/<uuid:public_id>/archive/", campaigns.campaign_archive, name="campaign_archive"),
    path("campaigns/<uuid:public_id>/unarchive/", campaigns.campaign_unarchive, name="campaign_unarchive"),
    path("clients/", clients.client_list, name="clients"),
    path("clients/new/", clients.client_new, name="client_new"),
    path("clients/<uuid:public_id>/", clients.client, name="client"),
    path("clients/<uuid:public_id>/archive/", clients.client_archive, name="client_archive"),
    path("clients/<uuid:public_id>/unarchive/", clients.client_unarchive, name="client_unarchive"),
    path("clients/<uuid:public_id>/brand/", brands.client_brand, name="client_brand"),
    re_path(
        r"^clients/(?P<public_id>[0-9a-f-]{36})/brand/(?P<version>\d{1,9})/(?P<ground>paper|colour)\.png$",
        brands.client_logo,
        name="client_logo",
    ),
    path("clients/<uuid:public_id>/contacts/new/", clients.contact_new, name="contact_new"),
    path("contacts/<uuid:public_id>/", clients.contact, name="contact"),
    path("contacts/<uuid:public_id>/deactivate/", clients.contact_deactivate, name="contact_deactivate"),
    path("contacts/<uuid:public_id>/activate/", clients.contact_activate, name="contact_activate"),
    path(ENGAGEMENT, board.board, name="board"),
    path(f"{ENGAGEMENT}frame/", campaigns.engagement, name="engagement"),
    path(f"{ENGAGEMENT}artifacts.json", board.artifacts_file, name="artifacts_file"),
    path(f"{ENGAGEMENT}archive/", campaigns.engagement_archive, name="engagement_archive"),
    path(f"{ENGAGEMENT}unarchive/", campaigns.engagement_unarchive, name="engagement_unarchive"),
    path(FILES, files.files, name="files"),
    path(f"{FILES}remove/", files.remove, name="file_remove"),
    path(f"{FILES}<uuid:assetfile>/", files.file, name="file"),
    path(STAGE, stage.stage, name="stage"),
    path(f"{STAGE}pull/", stage.pull, name="pull"),
    path(f"{STAGE}rebase/", stage.rebase, name="rebase"),
    path(f"{STAGE}confirm/", stage.confirm, name="confirm"),
    path(f"{STAGE}decide/", decision.decide, name="decide"),
    path(f"{STAGE}versions/<int:number>/", versions.version, name="version"),
    path(f"{STAGE}versions/<int:number>/restore/", versions.restore, name="restore"),
    path(f"{STAGE}withdraw/", stage.withdraw, name="withdraw"),
    path(f"{STAGE}compare/", versions.compare, name="compare"),
]
