"""Packs, their files, and the decisions about them. State is written by delivery.domain only."""

from django.db import models

from campaigns.models import Contact, Engagement
from delivery.enums import CheckKey, PackState
from tenants.db.pair import PairForeignKey, PairKey
from tenants.models import AppendOnlyModel, Brand, Job, TenantModel, User


class SigningKey(AppendOnlyModel):
    """A key with which the agency signs its packs; the newest signs, all verify. The private half is encrypted."""

    secret = models.TextField(editable=False)
    public_line = models.TextField(help_text="The allowed-signers line of this key.")
    fingerprint = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-id"]
        constraints = [*AppendOnlyModel.Meta.constraints]

    def __str__(self) -> str:
        return self.fingerprint


class Decided(AppendOnlyModel):
    """Somebody's decision about what goes into a pack, bound to its digest (`Selection.subject`): other words, no decision."""

    engagement = PairForeignKey(Engagement, related_name="+")
    inputs_digest = models.CharField(max_length=64)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decider_name = models.CharField(max_length=120, help_text="As it was then.")
    decider_role = models.CharField(max_length=10, help_text="As it was then.")
    created_at = models.DateTimeField()

    class Meta(AppendOnlyModel.Meta):
        abstract = True
        ordering = ["id"]


class LegalSignOff(Decided):
    """A named person has checked what goes out, and says so."""

    class Meta(Decided.Meta):
        constraints = [
            *AppendOnlyModel.Meta.constraints,
            PairKey(field="engagement", name="delivery_legalsignoff_engagement_pair"),
            models.UniqueConstraint(
                fields=["agency", "engagement", "inputs_digest"], name="delivery_legalsignoff_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Legal sign-off by {self.decider_name}"


class Waiver(Decided):
    """An admin lets a check pass that did not, and says why. Printed in the manifest."""

    check_key = models.CharField(max_length=16, choices=[(key.value, key.label) for key in CheckKey])
    reason = models.TextField(max_length=1000)

    class Meta(Decided.Meta):
        constraints = [
            *AppendOnlyModel.Meta.constraints,
            PairKey(field="engagement", name="delivery_waiver_engagement_pair"),
            models.UniqueConstraint(
                fields=["agency", "engagement", "inputs_digest", "check_key"], name="delivery_waiver_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_check_key_display()} waived by {self.decider_name}"


class Pack(TenantModel):
    """What a client receives: one set of inputs, built into files. The same inputs are the same pack.

    `building → ready → published → superseded | withdrawn`, or `failed`. Visible in the portal only while published.
    """

    engagement = PairForeignKey(Engagement, related_name="packs")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … within the engagement.")
    inputs_digest = models.CharField(max_length=64, help_text="Of all that the bytes depend on.")
    subject = models.CharField(max_length=64, help_text="Of what is said, whatever the formats and decisions.")
    inputs = models.JSONField(
        default=dict, editable=False, help_text="What the digest covers, to name what differs later."
    )
    kinds = models.JSONField(help_text="Kinds of artifact it includes, in chain order.")
    formats = models.JSONField()
    since = PairForeignKey(
        "self", related_name="+", null=True, blank=True,
        help_text="The pack that the client had when this one was first ordered; fixed, and no part of the digest.",
    )  # fmt: skip
    changes = models.JSONField(null=True, blank=True, help_text="What it says otherwise than that one.")
    options = models.JSONField(default=list, help_text="What it holds beside, because somebody asked for it.")
    brand = PairForeignKey(Brand, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(item.value, item.label) for item in PackState], default=PackState.BUILDING
    )
    job = PairForeignKey(Job, related_name="+", null=True, blank=True)
    signing_key = PairForeignKey(
        SigningKey,
        related_name="packs",
        null=True,
        blank=True,
        help_text="What it was signed with when it was first built.",
    )
    manifest = models.JSONField(null=True, blank=True)
    manifest_hash = models.CharField(max_length=64, blank=True)
    pack_digest = models.CharField(max_length=64, blank=True)
    archive_sha256 = models.CharField("SHA-256 of the ZIP", max_length=64, blank=True)
    errors = models.JSONField(default=dict, blank=True, help_text="Format → why it failed.")
    parts = models.JSONField(
        default=dict, blank=True, help_text="Format → {name, size, sha256} of what was made while others failed."
    )
    created_by = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    built_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [
            *TenantModel.Meta.constraints,
            PairKey(field="engagement", name="delivery_pack_engagement_pair"),
            PairKey(field="since", name="delivery_pack_since_pair"),
            PairKey(field="brand", name="delivery_pack_brand_pair"),
            PairKey(field="job", name="delivery_pack_job_pair"),
            PairKey(field="signing_key", name="delivery_pack_signing_key_pair"),
            models.UniqueConstraint(fields=["agency", "engagement", "number"], name="delivery_pack_number"),
            models.UniqueConstraint(fields=["agency", "engagement", "inputs_digest"], name="delivery_pack_inputs"),
            # At most one pack of an engagement is in force, whatever the code believed.
            models.UniqueConstraint(
                fields=["agency", "engagement"], condition=models.Q(state="published"), name="delivery_pack_in_force"
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="delivery_pack_by_state")]

    def __str__(self) -> str:
        return f"Pack {self.number}"

    @property
    def is_published(self) -> bool:
        return self.state == PackState.PUBLISHED


class PackFile(AppendOnlyModel):
    """One file of a finished pack, as read back from storage. The key is never shown."""

    pack = PairForeignKey(Pack, related_name="files")
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=300, editable=False)

    class Meta(AppendOnlyModel.Meta):
        ordering = ["name"]
        constraints = [
            *AppendOnlyModel.Meta.constraints,
            PairKey(field="pack", name="delivery_packfile_pack_pair"),
            models.UniqueConstraint(fields=["agency", "pack", "name"], name="delivery_packfile_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Download(AppendOnlyModel):
    """A link was issued, or a file streamed, to somebody."""

    file = PairForeignKey(PackFile, related_name="downloads")
    contact = PairForeignKey(Contact, related_name="+", null=True, blank=True)
    member = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-id"]
        constraints = [
            *AppendOnlyModel.Meta.constraints,
            PairKey(field="file", name="delivery_download_file_pair"),
            PairKey(field="contact", name="delivery_download_contact_pair"),
        ]
        indexes = [models.Index(fields=["agency", "file", "-id"], name="delivery_download_list")]

    def __str__(self) -> str:
        return f"{self.file} at {self.created_at:%Y-%m-%d %H:%M}"


class Preview(TenantModel):
    """Pictures of the first pages of a pack's file. They stand for exactly the bytes that have `sha256`, and hold no
    decision: they can be made again from the file at any time."""

    file = PairForeignKey(PackFile, related_name="previews")
    sha256 = models.CharField(max_length=64, help_text="Of the file that was pictured.")
    count = models.PositiveIntegerField(help_text="Pages that the file has.")
    cover = models.CharField(max_length=64, help_text="SHA-256 of the small picture of its first page.")
    pages = models.JSONField(help_text="Of each page: width, height, and SHA-256 of its large and its small picture.")
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["id"]
        constraints = [
            *TenantModel.Meta.constraints,
            PairKey(field="file", name="delivery_preview_file_pair"),
            models.UniqueConstraint(fields=["agency", "file"], name="delivery_preview_file"),
        ]

    def __str__(self) -> str:
        return f"Pages of {self.file}"
