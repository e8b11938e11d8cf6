"""Opening, changing and putting away clients, contacts, campaigns and engagements.

Importers open them as the system (`audit.By`); what members change names the member, whose role is asked here.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from campaigns import content
from campaigns.content.base import YEARS
from campaigns.domain import attachments, framing
from campaigns.enums import ArtifactKind, ArtifactStatus
from campaigns.models import Artifact, Campaign, CampaignStatus, Client, Contact, Engagement
from campaigns.qc.text import is_website
from tenants import audit, roles
from tenants.errors import Refusal
from tenants.locks import lock_agency
from tenants.models import Membership, Role

Row = TypeVar("Row", bound=models.Model)
Shown = Mapping[str, str | None]
"""Field → what somebody saw in it (`shown`)."""
ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu "
    "fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km "
    "kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om "
    "or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr "
    "ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
LANGUAGES = frozenset(ISO_639_1.split())
LOCALE = re.compile(r"([a-z]{2})(-(?!AA|Q[M-Z]|X[A-JL-Z]|ZZ)[A-Z]{2})?", re.ASCII)
"""A language and a region; no region that ISO 3166-1 leaves to private use, but Kosovo's."""

# --- Opening ---------------------------------------------------------------------------------------------------------


def create_client(*, by: audit.By, name: str, **fields: Any) -> Client:
    """ValidationError by field if a value will not do, or another client has the name."""
    with transaction.atomic():
        client = Client(**_cleaned({"name": name, **fields}))
        _check_client(client)
        client.save()
        audit.record(by, "client.created", client)
    return client


def create_contact(*, by: audit.By, client: Client, name: str, email: str, title: str = "") -> Contact:
    with transaction.atomic():
        contact = Contact(client=client, **_cleaned({"name": name, "email": email.lower(), "title": title}))
        _check_contact(contact)
        contact.save()
        audit.record(by, "contact.created", contact, client=client.name)
    return contact


def create_campaign(*, by: audit.By, client: Client, name: str, objective: str, **fields: Any) -> Campaign:
    with transaction.atomic():
        campaign = Campaign(client=client, **_cleaned({"name": name, "objective": objective, **fields}))
        _check_campaign(campaign)
        campaign.save()
        audit.record(by, "campaign.created", campaign, client=client.name)
    return campaign


def create_engagement(*, by: audit.By, campaign: Campaign, name: str) -> Engagement:
    """An engagement with its five artifacts, each an empty draft."""
    return _open(by=by, campaign=campaign, name=name)


def _open(
    *, by: audit.By, campaign: Campaign, name: str, contents: Mapping[str, Any] | None = None,
    editor: Membership | None = None, **noted: Any,
) -> Engagement:  # fmt: skip
    """`contents` are working copies by kind, last edited by `editor`; what is not there is empty."""
    contents = contents or {}
    with transaction.atomic():
        engagement = Engagement(campaign=campaign, **_cleaned({"name": name}))
        _check_engagement(engagement)
        engagement.save()
        Artifact.objects.bulk_create(
            Artifact(
                agency_id=engagement.agency_id, engagement=engagement, kind=kind,
                content=contents.get(kind) or content.dump(content.empty(kind)),
                last_editor=editor.user if editor and kind in contents else None,
            )
            for kind in ArtifactKind
        )  # fmt: skip
        audit.record(by, "engagement.created", engagement, campaign=campaign.name, **noted)
    return engagement


def copy_engagement(source: Engagement, *, campaign: Campaign, name: str, by: Membership) -> Engagement:
    """A new engagement whose drafts hold what the working copies of `source` say. Words only: no versions, decisions or
    packs. Whoever copies counts as the last editor, so that four eyes hold. A copy for another client says who that one is."""
    roles.require(Role.EDITOR, by, "start engagements")
    contents = dict(Artifact.objects.filter(engagement=source).values_list("kind", "content"))
    contents[ArtifactKind.CREATIVES] = attachments.without_files(contents[ArtifactKind.CREATIVES])
    if campaign.client_id != source.campaign.client_id:
        contents[ArtifactKind.INTAKE] = framing.of_another_client(campaign, contents[ArtifactKind.INTAKE])
    return _open(
        by=audit.By.member(by), campaign=campaign, name=name, contents=contents, editor=by,
        copied_from=source.name, source=str(source.public_id),
    )  # fmt: skip


def start_engagement(
    *, by: Membership, name: str, client: Client | Mapping[str, Any], campaign: Campaign | Mapping[str, Any],
    source: Engagement | None = None,
) -> Engagement:  # fmt: skip
    """An engagement with the client and campaign it needs: rows that are there, or the fields of new ones. All or nothing.

    ValidationError by field, those of a new client or campaign as ``client_name``, ``campaign_end_date``. A campaign that
    was planned or completed is active from now on. The intake begins with what client and campaign say.
    """
    roles.require(Role.EDITOR, by, "start engagements")
    who = audit.By.member(by)
    with transaction.atomic():
        if not isinstance(client, Client):
            with _below("client"):
                client = create_client(by=who, **client)
        _require_at_work(client)
        if not isinstance(campaign, Campaign):
            with _below("campaign"):
                campaign = create_campaign(by=who, client=client, **campaign)
        if campaign.client_id != client.pk:
            raise ValidationError({"campaign": f"{campaign} is not a campaign of {client}."})
        _require_at_work(campaign)
        _change(campaign, {"status": CampaignStatus.ACTIVE}, by=by, action="campaign.changed")
        if source is not None:
            return copy_engagement(source, campaign=campaign, name=name, by=by)
        intake = framing.filled(campaign, content.dump(content.empty(ArtifactKind.INTAKE)))
        return _open(by=who, campaign=campaign, name=name, contents={ArtifactKind.INTAKE: intake})


# --- Changing --------------------------------------------------------------------------------------------------------


def update_client(client: Client, *, by: Membership, before: Shown | None = None, **said: Any) -> Client:
    """Change the fields that are given; of those that `before` holds, as the member was shown them, only what differs from it.
    ValidationError by field if a value will not do; Overtaken where somebody else has changed the same field since."""
    roles.require(Role.EDITOR, by, "change clients")
    with transaction.atomic():
        lock_agency()
        require_client_at_work(client)
        return _change(client, said, by=by, action="client.changed", before=before)


def update_contact(contact: Contact, *, by: Membership, before: Shown | None = None, **said: Any) -> Contact:
    """With another address, the contact signs in to the portal anew."""
    roles.require(Role.EDITOR, by, "change contacts")
    return _change(contact, said, by=by, action="contact.changed", before=before)


def update_campaign(campaign: Campaign, *, by: Membership, before: Shown | None = None, **said: Any) -> Campaign:
    """`status` is any but archived, which has a verb of its own."""
    roles.require(Role.EDITOR, by, "change campaigns")
    if said.get("status") == CampaignStatus.ARCHIVED:
        raise ValidationError({"status": "Archiving has a button of its own."})
    with transaction.atomic():
        lock_agency()
        now = Campaign.objects.select_related("client").get(pk=campaign.pk)
        _require_at_work(now.client, now)
        return _change(campaign, said, by=by, action="campaign.changed", before=before)


def update_engagement(
    engagement: Engagement, *, by: Membership, before: Shown | None = None, **said: Any
) -> Engagement:
    """What is put away keeps its name. Packs that are built keep the one they were built with."""
    roles.require(Role.EDITOR, by, "change engagements")
    with transaction.atomic():
        lock_agency()
        require_at_work(engagement)
        return _change(engagement, said, by=by, action="engagement.changed", before=before)


def deactivate_contact(contact: Contact, *, by: Membership) -> Contact:
    """Let a contact into the portal no longer. Their sessions end with their next request: it asks who is active."""
    roles.require(Role.EDITOR, by, "deactivate contacts")
    return _change(contact, {"is_active": False}, by=by, action="contact.deactivated")


def activate_contact(contact: Contact, *, by: Membership) -> Contact:
    roles.require(Role.EDITOR, by, "activate contacts")
    return _change(contact, {"is_active": True}, by=by, action="contact.activated")


# --- Putting away ----------------------------------------------------------------------------------------------------


def archive_client(client: Client, *, by: Membership) -> Client:
    """Out of the lists, and its contacts out of the portal. Refused while a version of its waits for a decision."""
    artifacts = Artifact.objects.filter(engagement__campaign__client=client)
    return _archive(client, {"archived_at": timezone.now()}, artifacts, by)


def unarchive_client(client: Client, *, by: Membership) -> Client:
    return _unarchive(client, {"archived_at": None}, by)


def archive_campaign(campaign: Campaign, *, by: Membership) -> Campaign:
    """Out of the lists with its engagements. Refused while a version of its waits for a decision."""
    artifacts = Artifact.objects.filter(engagement__campaign=campaign)
    return _archive(campaign, {"status": CampaignStatus.ARCHIVED}, artifacts, by)


def unarchive_campaign(campaign: Campaign, *, by: Membership) -> Campaign:
    """Active again if it has engagements, else planned."""
    begun = Engagement.objects.filter(campaign=campaign).exists()
    return _unarchive(campaign, {"status": CampaignStatus.ACTIVE if begun else CampaignStatus.PLANNED}, by)


def archive_engagement(engagement: Engagement, *, by: Membership) -> Engagement:
    artifacts = Artifact.objects.filter(engagement=engagement)
    return _archive(engagement, {"archived_at": timezone.now()}, artifacts, by)


def unarchive_engagement(engagement: Engagement, *, by: Membership) -> Engagement:
    return _unarchive(engagement, {"archived_at": None}, by)


def is_archived(row: Any) -> bool:
    """Of a client, a campaign or an engagement."""
    return row.status == CampaignStatus.ARCHIVED if isinstance(row, Campaign) else row.archived_at is not None


def put_away(engagement: Engagement) -> Client | Campaign | Engagement | None:
    """What is archived: the engagement's client, its campaign or itself, the widest first. No query if they are loaded."""
    chain = (engagement.campaign.client, engagement.campaign, engagement)
    return next((row for row in chain if is_archived(row)), None)


def require_at_work(engagement: Engagement) -> None:
    """Refuse to work on what is put away. Asked of the rows as they are now, whatever the caller has loaded."""
    now = Engagement.objects.select_related("campaign__client").get(pk=engagement.pk)
    if row := put_away(now):
        raise Refusal(f"{row} is archived, and nothing in it changes. An admin can take it out of the archive first.")


def _archive(row: Row, said: dict[str, Any], artifacts: Any, by: Membership) -> Row:
    roles.require(Role.ADMIN, by, f"archive {row._meta.verbose_name_plural}")
    with transaction.atomic():
        # In the order of an artifact's verbs, which hold the artifacts before the agency.
        held = artifacts.order_by("id").select_for_update(of=("self",)).select_related("engagement").defer("content")
        waiting = next((each for each in held if each.status == ArtifactStatus.IN_REVIEW), None)
        if waiting:
            raise Refusal(
                f"{row} cannot be archived: {waiting} of {waiting.engagement} waits for a decision. Decide or withdraw it first."
            )
        row.refresh_from_db()
        if is_archived(row):
            return row
        return _change(row, said, by=by, action=f"{row._meta.model_name}.archived")


def _unarchive(row: Row, said: dict[str, Any], by: Membership) -> Row:
    roles.require(Role.ADMIN, by, f"take {row._meta.verbose_name_plural} out of the archive")
    with transaction.atomic():
        row.refresh_from_db()
        if not is_archived(row):
            return row
        return _change(row, said, by=by, action=f"{row._meta.model_name}.unarchived")


# --- Checks ----------------------------------------------------------------------------------------------------------


class Overtaken(Refusal):
    """Somebody else changed the same fields since they were shown. `fields` has a sentence for each, `now` what `row` says."""

    def __init__(self, row: models.Model, fields: dict[str, str], now: Shown) -> None:
        super().__init__(
            f"{row} was changed while you were writing. Nothing of yours was stored; what you typed is below."
        )
        self.fields, self.now = fields, now


def shown(row: models.Model, fields: Collection[str]) -> dict[str, str | None]:
    """What a form of these fields shows, for `before`."""
    return plain({field: getattr(row, field) for field in fields})


def plain(said: Mapping[str, Any]) -> dict[str, str | None]:
    return {field: _plain(value) for field, value in said.items()}


def _change(row: Row, said: dict[str, Any], *, by: Membership, action: str, before: Shown | None = None) -> Row:
    """Write what differs from the row as it is now and from what was shown `before`, and nothing else: another's change of
    another field stays."""
    with transaction.atomic():
        lock_agency()  # one writer at a time, so that what was looked up is still so when it is written
        row.refresh_from_db()
        now = _meant(row, _cleaned(said), before or {})
        was = {field: getattr(row, field) for field, value in now.items() if getattr(row, field) != value}
        if not was:
            return row
        for field in was:
            setattr(row, field, now[field])
        CHECKS[type(row)](row)
        row.save(update_fields=list(was))
        audit.record(
            audit.By.member(by), action, row,
            was={field: _plain(value) for field, value in was.items()},
            now={field: _plain(now[field]) for field in was},
        )  # fmt: skip
    return row


def _meant(row: models.Model, said: dict[str, Any], before: Shown) -> dict[str, Any]:
    """Of what was sent, what somebody typed: the rest is as it was shown to them."""
    typed = {field: value for field, value in said.items() if field not in before or _plain(value) != before[field]}
    now = shown(row, said)
    fields = {
        field: f"It says {_words(row, field, now[field])} by now; you wrote {_words(row, field, _plain(value))}. "
        "Save again to have yours."
        for field, value in typed.items()
        if field in before and now[field] not in (before[field], _plain(value))
    }
    if fields:
        raise Overtaken(row, fields, now)
    return typed


def _words(row: models.Model, field: str, value: str | None) -> str:
    """A value as people read it: a choice by its label."""
    labels = dict(row._meta.get_field(field).flatchoices)  # type: ignore[union-attr]
    return f"“{labels.get(value, value)}”" if value else "nothing"


def _cleaned(said: Mapping[str, Any]) -> dict[str, Any]:
    """Texts of the frame are cleaned as those of content are."""
    return {field: content.clean_line(value) if isinstance(value, str) else value for field, value in said.items()}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | bool) else value.isoformat()


def _check_client(client: Client) -> None:
    lock_agency()
    client.full_clean(exclude=["agency"])
    errors = {}
    if Client.objects.filter(name=client.name).exclude(pk=client.pk).exists():
        errors["name"] = f"There is a client called {client.name} already. Clients are told apart by name."
    if client.website and not is_website(client.website):
        errors["website"] = "Write an address such as otto.example, or the word none."
    found = LOCALE.fullmatch(client.locale)
    if not found or found[1] not in LANGUAGES:
        errors["locale"] = "Write a language and a country, such as en-GB."
    if errors:
        raise ValidationError(errors)


def _check_contact(contact: Contact) -> None:
    lock_agency()
    contact.email = contact.email.lower()
    contact.full_clean(exclude=["agency"])
    twins = Contact.objects.filter(client_id=contact.client_id, email=contact.email).exclude(pk=contact.pk)
    if twin := twins.first():
        raise ValidationError({"email": f"{twin.name} has this address already."})


def _check_campaign(campaign: Campaign) -> None:
    campaign.clean_fields(exclude=["agency"])
    start, end = campaign.start_date, campaign.end_date
    errors = {
        field: f"Write a year from {YEARS[0]} to {YEARS[-1]}."
        for field, day in (("start_date", start), ("end_date", end))
        if day and day.year not in YEARS
    }
    if start and end and end < start:
        errors.setdefault("end_date", "The end lies before the start.")
    if errors:
        raise ValidationError(errors)
    campaign.full_clean(exclude=["agency"])


def _check_engagement(engagement: Engagement) -> None:
    engagement.full_clean(exclude=["agency"])


CHECKS: dict[type[models.Model], Callable[[Any], None]] = {
    Client: _check_client, Contact: _check_contact, Campaign: _check_campaign, Engagement: _check_engagement,
}  # fmt: skip


def require_client_at_work(client: Client) -> None:
    """Asked of the row as it is now, whatever the caller has loaded."""
    _require_at_work(Client.objects.get(pk=client.pk))


def _require_at_work(*rows: Client | Campaign) -> None:
    for row in rows:
        if is_archived(row):
            raise Refusal(f"{row} is archived. An admin can take it out of the archive first.")


@contextmanager
def _below(prefix: str) -> Iterator[None]:
    """Name the fields of a part as the whole knows them: ``name`` of a client is ``client_name``."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({f"{prefix}_{field}": said for field, said in error.message_dict.items()}) from error
