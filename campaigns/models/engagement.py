"""An engagement: one run of the chain for a campaign."""

from django.db import models
from django.utils import timezone

from campaigns.models.client import Campaign
from tenants.db.pair import PairForeignKey, PairKey
from tenants.models import TenantModel


class Engagement(TenantModel):
    """One run of the chain. Its client is its campaign's; its stage is derived from its artifacts, never stored."""

    campaign = PairForeignKey(Campaign, related_name="engagements")
    name = models.CharField(max_length=160)
    archived_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(default=timezone.now, help_text="When one of its artifacts was last written.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [
            *TenantModel.Meta.constraints,
            PairKey(field="campaign", name="campaigns_engagement_campaign_pair"),
        ]
        indexes = [
            models.Index(fields=["agency", "campaign", "-id"], name="campaigns_engagement_list"),
            models.Index(fields=["agency", "-moved_at", "-id"], name="campaigns_engagement_moved"),
        ]

    def __str__(self) -> str:
        return self.name
