"""The brand that packs for a client show: the agency's, with what a version for the client puts in its place."""

from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Subquery

from campaigns.domain import engagements
from campaigns.models import Client, ClientBrand
from tenants import audit, brand, brand_files, roles
from tenants.errors import Refusal
from tenants.locks import lock_agency
from tenants.models import Brand, BrandFile, Look, Membership, Role
from tenants.models.brand import FILES

COLOURS = ("colour", "on_colour", "accent")
LOGOS = ("logo", "logo_on_colour")
FILE_GROUPS = (("face_display", "face_sub"), ("face_text", "face_bold"), ("face_other",), ("master",))
FILE_IDS = tuple(f"{name}_id" for name in FILES)
TEXTS = ("name", "footer_text", "contact_line", "legal_text")


@dataclass(frozen=True)
class InForce:
    """A brand as it is shown to one client; `own` is the version for that client, if there is one.

    Texts are replaced one by one. Colours go together, and so do logos and typefaces of a kind: half of one brand beside half of
    another is neither.
    """

    agency: Brand
    own: ClientBrand | None = None

    @property
    def name(self) -> str:
        return self._text("name")

    @property
    def footer_text(self) -> str:
        return self._text("footer_text")

    @property
    def contact_line(self) -> str:
        return self._text("contact_line")

    @property
    def legal_text(self) -> str:
        return self._text("legal_text")

    @property
    def colours(self) -> Look:
        """The version from which colour, text colour and accent are taken."""
        return self.own if self.own and self.own.colour else self.agency

    @property
    def logos(self) -> Look:
        """The version from which both logos are taken."""
        return self.own if self.own and (self.own.logo_sha256 or self.own.logo_on_colour_sha256) else self.agency

    @property
    def files(self) -> dict[str, BrandFile]:
        """Field of a look → the file that is set with. Those for headings go together, and so do text and bold."""
        taken: dict[str, BrandFile] = {}
        for group in FILE_GROUPS:
            look = self.own if self.own and any(getattr(self.own, f"{name}_id") for name in group) else self.agency
            taken |= {name: file for name in group if (file := getattr(look, name))}
        return taken

    @property
    def versions(self) -> str:
        """As in “Brand version 4” and “Brand version 4, with version 2 for this client”."""
        own = f", with version {self.own.version} for this client" if self.own and says_something(self.own) else ""
        return f"Brand version {self.agency.version}{own}"

    def _text(self, name: str) -> str:
        return (self.own and getattr(self.own, name)) or getattr(self.agency, name)


def in_force(client: Client) -> InForce | None:
    """The brand of packs for `client`; None while the agency has none."""
    newest = _versions(client).values("pk")[:1]  # asked along: most clients have none of their own
    agency: Any = Brand.objects.select_related(*FILES).annotate(own=Subquery(newest)).order_by("-version").first()
    if agency is None:
        return None
    return InForce(agency, ClientBrand.objects.select_related(*FILES).get(pk=agency.own) if agency.own else None)


def own_of(client: Client) -> ClientBrand | None:
    """The newest version for the client."""
    return _versions(client).first()


def _versions(client: Client) -> Any:
    """Newest first."""
    return ClientBrand.objects.filter(client=client).order_by("-version")


def has_own(client: Client) -> bool:
    """Whether packs for the client show anything but the agency's brand."""
    own = own_of(client)
    return own is not None and says_something(own)


def says_something(own: ClientBrand) -> bool:
    """Whether the version puts anything in the place of the agency's."""
    return any(
        getattr(own, name)
        for name in (*TEXTS, *COLOURS, *(f"{logo}_sha256" for logo in LOGOS), *(f"{file}_id" for file in FILES))
    )


def save(client: Client, *, member: Membership, seen: int, **fields: Any) -> ClientBrand:
    """Write the next version for the client. Texts and colours are given whole, empty ones being the agency's; a logo or
    file that is left out stays.

    `seen` is the number of the version that the member changed, 0 where there was none. ValidationError by field if a guard
    stops it; refused when somebody else has saved meanwhile, and when nothing would change.
    """
    roles.require(Role.ADMIN, member, "change the brand of packs")
    with transaction.atomic():
        lock_agency()
        engagements.require_client_at_work(client)
        before = own_of(client)
        if seen != (before.version if before else 0):
            raise Refusal(
                "Somebody else has saved this brand since you opened it. Open it again, and change what they wrote."
            )
        made = _next(client, before, member.user.get_full_name(), fields)
        if _said(made) == (_said(before) if before else _said(ClientBrand())):
            raise Refusal("Nothing has changed, so no new version was saved.")
        made.full_clean(exclude=["agency", *FILES])
        check(made)
        made.save()
        audit.record(audit.By.member(member), "client_brand.saved", made, client=client.name, version=made.version)
    return made


def check(own: ClientBrand) -> None:
    """ValidationError by field: text and accent belong to a colour, and are read on it; no placeholder stays."""
    if not own.colour and (alone := [name for name in COLOURS[1:] if getattr(own, name)]):
        raise ValidationError(dict.fromkeys(alone, "This goes with a brand colour: give one too, or leave it empty."))
    brand.check_contrast(own)
    brand.check_placeholders(own)
    brand_files.check_files(own)


def _next(client: Client, before: ClientBrand | None, by: str, fields: dict[str, Any]) -> ClientBrand:
    kept = {name: getattr(before, name) for name in (*LOGOS, *FILES)} if before else {}
    number = cast(int, ClientBrand.objects.filter(client=client).aggregate(n=Max("version"))["n"] or 0) + 1
    return ClientBrand(**{**kept, **fields}, client=client, version=number, created_by=by)


def _said(own: ClientBrand) -> list[str | bytes | int | None]:
    pictures = (bytes(getattr(own, name) or b"") for name in LOGOS)
    return [*(getattr(own, name) for name in (*TEXTS, *COLOURS, *FILE_IDS)), *pictures]
