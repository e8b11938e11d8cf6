"""Final files of an engagement: bytes that are delivered as they are."""

from django.db import models

from campaigns.models.engagement import Engagement
from tenants.db.pair import PairForeignKey, PairKey
from tenants.models import TenantModel, User


class AssetFile(TenantModel):
    """Bytes that somebody uploaded. What they are called and what they are for is said by the content that names their digest;
    a row stays while the working copy or a version does so (docs/decisions/0026). Written by campaigns.domain.assets."""

    engagement = PairForeignKey(Engagement, related_name="asset_files")
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=300, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploader_name = models.CharField(max_length=120, help_text="As it was then.")
    uploaded_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["id"]
        constraints = [
            *TenantModel.Meta.constraints,
            PairKey(field="engagement", name="campaigns_assetfile_engagement_pair"),
            models.UniqueConstraint(fields=["agency", "engagement", "sha256"], name="campaigns_assetfile_bytes"),
        ]

    def __str__(self) -> str:
        return f"File {self.sha256[:12]} of {self.engagement}"
