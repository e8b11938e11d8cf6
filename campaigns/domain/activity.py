"""What the work has to say on the agency's pages of activity and evidence: its words, and its engagements (tenants.subjects)."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.urls import reverse

from campaigns.enums import Objective
from campaigns.models import Artifact, ArtifactVersion, CampaignStatus, Engagement
from tenants import activity, subjects
from tenants.activity import Group, Words
from tenants.subjects import Engagements, Objects, Subject, Things

# --- Words -----------------------------------------------------------------------------------------------------------

_W, _F = Group.WORK, Group.FRAME


def _frame(kind: str, *verbs: tuple[str, str]) -> Iterator[tuple[str, Words]]:
    for action, verb in verbs:
        more = "{changes}" if action == "changed" else ""
        yield f"{kind}.{action}", Words(_F, f"{{who}} {verb} {{what}}", more=more)


OPENED, CHANGED = ("created", "opened"), ("changed", "changed")
AWAY, BACK = ("archived", "archived"), ("unarchived", "took out of the archive:")

activity.register(
    {
        "artifact.edited": Words(_W, "{who} edited {what}", "draft"),
        "artifact.restored": Words(_W, "{who} restored v{number} into the draft of {what}", "draft"),
        "artifact.drawn": Words(_W, "{who} pulled fields from upstream into {what}", "draft"),
        "artifact.rebased": Words(_W, "{who} drew {what} anew from upstream", "draft"),
        "artifact.filled": Words(_W, "{who} filled {what} from what is approved", "draft"),
        "artifact.file_attached": Words(_W, "{who} uploaded {file} to {what}", "draft"),
        "artifact.file_detached": Words(_W, "{who} removed {file} from {what}", "draft"),
        "artifact.submitted": Words(_W, "{who} submitted {what}", "review"),
        "artifact.withdrawn": Words(_W, "{who} took back the submission of {what}", "draft"),
        "artifact.approved": Words(_W, "{who} approved {what}", "approved", more="{comment}"),
        "artifact.changes_requested": Words(_W, "{who} asked for changes to {what}", "changes", more="{comment}"),
        "artifact.confirmed": Words(_W, "{who} confirmed {what} as still valid", "approved", more="{reasons}"),
        "artifact.flagged": Words(_W, "{what} became stale", "stale", more="{reasons}"),
        "artifact.cleared": Words(_W, "{what} is no longer stale", "approved"),
        "artifact.archived": Words(_W, "{who} archived {what}", "locked"),
        "artifact.unarchived": Words(_W, "{who} took {what} out of the archive", "draft"),
        **dict(_frame("client", OPENED, CHANGED, AWAY, BACK)),
        **dict(_frame("campaign", OPENED, CHANGED, AWAY, BACK)),
        **dict(_frame("engagement", OPENED, CHANGED, AWAY, BACK)),
        "client_brand.saved": Words(_F, "{who} saved the {what}"),
        **dict(_frame("contact", ("created", "added the contact"), CHANGED)),
        "contact.activated": Words(_F, "{who} let {what} into the client portal again", "approved"),
        "contact.deactivated": Words(_F, "{who} closed the client portal to {what}", "locked"),
        "contact.signed_in": Words(Group.PORTAL, "{who} signed in to the client portal"),
        "contact.signed_out": Words(Group.PORTAL, "{who} signed out of the client portal"),
    }
)

activity.register_labels(
    {"objective": {each.value: each.label for each in Objective}, "status": dict(CampaignStatus.choices)}
)

# --- Engagements -----------------------------------------------------------------------------------------------------


def subject(engagement: Engagement) -> Subject:
    """Needs the client and the campaign loaded."""
    names = [str(engagement.campaign.client), str(engagement.campaign)]
    if engagement.name != engagement.campaign.name:
        names.append(engagement.name)
    return Subject(
        public_id=engagement.public_id,
        title=", ".join(names),
        short=f"{engagement.campaign.client}, {engagement}",
        url=reverse("work:board", args=[engagement.public_id]),
    )


def named(public_ids: Collection[UUID]) -> list[Subject]:
    found = Engagement.objects.filter(public_id__in=public_ids).select_related("campaign__client")
    return [subject(engagement) for engagement in found]


def recent(most: int) -> list[Subject]:
    found = (
        Engagement.objects.filter(archived_at=None)
        .select_related("campaign__client")
        .annotate(touched=Coalesce(Max("artifacts__updated_at"), "created_at"))
        .order_by("-touched", "-pk")
    )
    return [subject(engagement) for engagement in found[:most]]


def things_of(engagement: UUID) -> Objects:
    """The engagement itself, its artifacts and their versions. One query."""
    rows = Artifact.objects.filter(engagement__public_id=engagement).order_by()
    pairs = list(rows.values_list("public_id", "versions__public_id"))
    return {
        "engagement": [str(engagement)],
        "artifact": sorted({str(artifact) for artifact, _ in pairs}),
        "artifactversion": [str(version) for _, version in pairs if version],
    }


def owners(things: Objects) -> dict[str, UUID]:
    """One query."""
    artifacts = Artifact.objects.filter(public_id__in=things.get("artifact", ())).order_by()
    versions = ArtifactVersion.objects.filter(public_id__in=things.get("artifactversion", ())).order_by()
    both = artifacts.values_list("public_id", "engagement__public_id").union(
        versions.values_list("public_id", "artifact__engagement__public_id")
    )
    itself = {public_id: UUID(public_id) for public_id in things.get("engagement", ())}
    return itself | {str(public_id): owner for public_id, owner in both}


subjects.register(Engagements(named, recent))
subjects.register_things(Things(things_of, owners))
