"""Clients and the people there. Client 1–n Campaign 1–n Engagement."""

from django.db import models

from campaigns.enums import Objective
from tenants.colour import validate_hex
from tenants.db.pair import PairForeignKey, PairKey
from tenants.models import Look, TenantModel


class Client(TenantModel):
    """A company the agency works for."""

    name = models.CharField(max_length=120)
    website = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    locale = models.CharField(
        max_length=12, default="en-GB",
        help_text="Language and region, such as en-GB. Packs have their headings and fixed words in English, German or Greek, "
        "whichever it names, else in English; figures, dates, weeks and paper are the region's.",
    )  # fmt: skip
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["name", "id"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["agency", "name"], name="campaigns_client_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(TenantModel):
    """A person at a client, who reads packs in the portal. Never a User: the portal has its own sign-in."""

    client = PairForeignKey(Client, related_name="contacts")
    name = models.CharField(max_length=120)
    email = models.EmailField(help_text="Sign-in codes go here.")
    title = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["name", "id"]
        constraints = [
            *TenantModel.Meta.constraints,
            PairKey(field="client", name="campaigns_contact_client_pair"),
            models.UniqueConstraint(fields=["agency", "client", "email"], name="campaigns_contact_email"),
        ]
        indexes = [models.Index(fields=["agency", "email"], name="campaigns_contact_by_email")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.email = self.email.lower()  # one spelling, so that sign-in looks it up by equality
        super().save(*args, **kwargs)


class ClientBrand(Look):
    """What packs for one client show in place of the agency's brand; what is empty stays the agency's. Written by
    campaigns.domain.brands.save, read through its `in_force`."""

    client = PairForeignKey(Client, related_name="brands")
    name = models.CharField(max_length=120, blank=True)
    colour = models.CharField(max_length=7, blank=True, validators=[validate_hex])
    footer_text = models.CharField(max_length=200, blank=True)

    class Meta(Look.Meta):
        constraints = [
            *Look.Meta.constraints,
            PairKey(field="client", name="campaigns_clientbrand_client_pair"),
            models.UniqueConstraint(fields=["agency", "client", "version"], name="campaigns_clientbrand_version"),
        ]

    def __str__(self) -> str:
        return f"brand for {self.client}, version {self.version}"


class CampaignStatus(models.TextChoices):
    """docs/domain.md §0, campaign record."""

    PLANNED = "planned", "Planned"
    ACTIVE = "active", "Active"
    COMPLETED = "completed", "Completed"
    ARCHIVED = "archived", "Archived"


class Campaign(TenantModel):
    """The frame of the work: an objective for a client, with its budget and dates."""

    client = PairForeignKey(Client, related_name="campaigns")
    name = models.CharField(max_length=160)
    objective = models.CharField(max_length=20, choices=[(item.value, item.label) for item in Objective])
    budget = models.CharField(max_length=120, blank=True)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=CampaignStatus.choices, default=CampaignStatus.PLANNED)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [
            *TenantModel.Meta.constraints,
            PairKey(field="client", name="campaigns_campaign_client_pair"),
            models.CheckConstraint(
                condition=models.Q(end_date__gte=models.F("start_date"))
                | models.Q(start_date=None)
                | models.Q(end_date=None),
                name="campaigns_campaign_dates",
                violation_error_message="The end lies before the start.",
            ),
        ]
        indexes = [models.Index(fields=["agency", "client", "-id"], name="campaigns_campaign_list")]

    def __str__(self) -> str:
        return self.name


class SignInCode(TenantModel):
    """A contact's way into the portal: one code, hashed, for fifteen minutes, used once (docs/architecture.md, "People")."""

    contact = PairForeignKey(Contact, related_name="+")
    code_hash = models.CharField(max_length=64, help_text="SHA-256 of the code and this row's public id.")
    attempts = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [
            *TenantModel.Meta.constraints,
            PairKey(field="contact", name="campaigns_signincode_contact_pair"),
        ]
        indexes = [models.Index(fields=["agency", "contact", "-id"], name="campaigns_signincode_newest")]

    def __str__(self) -> str:
        return f"Code for {self.contact}"
