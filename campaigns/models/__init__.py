"""Tables of the work. Data and small questions; verbs are in campaigns.domain."""

from campaigns.models.approval import Approval, QCReport
from campaigns.models.artifact import Artifact, ArtifactVersion
from campaigns.models.asset import AssetFile
from campaigns.models.client import Campaign, CampaignStatus, Client, ClientBrand, Contact, SignInCode
from campaigns.models.engagement import Engagement

__all__ = [
    "Approval",
    "Artifact",
    "ArtifactVersion",
    "AssetFile",
    "Campaign",
    "CampaignStatus",
    "Client",
    "ClientBrand",
    "Contact",
    "Engagement",
    "QCReport",
    "SignInCode",
]
