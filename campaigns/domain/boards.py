"""The lists of the work, a row for each engagement. Contents are never loaded.

What of delivery stands at the end of a chain is asked through a port: the floor above registers its answer.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from campaigns.domain import artifacts, gating, lifecycle
from campaigns.enums import ArtifactKind, ArtifactStatus, Choice, Objective
from campaigns.models import Artifact, ArtifactVersion, Campaign, CampaignStatus, Client, Engagement
from tenants.models import Membership

STATES = {
    ArtifactStatus.DRAFT: "draft",
    ArtifactStatus.IN_REVIEW: "review",
    ArtifactStatus.REVISED: "changes",
    ArtifactStatus.APPROVED: "approved",
    ArtifactStatus.FLAGGED_FOR_REVIEW: "stale",
    ArtifactStatus.ARCHIVED: "locked",
}
"""Status → state of the interface (docs/look/LOOK.md §6)."""


class Tab(Choice):
    ACTIVE = "active", "Active"
    MINE = "mine", "Waits for me"
    PLANNED = "planned", "Planned"
    COMPLETED = "completed", "Completed"
    ARCHIVED = "archived", "Archived"


class Sort(Choice):
    """Columns that order the list; the other direction begins with a minus."""

    CLIENT = "client", "Client and campaign"
    UPDATED = "updated", "Updated"
    START = "start", "Start"


@dataclass(frozen=True)
class Stage:
    """One stage of a chain, in a state of the interface and in words ("in review, v4 in force")."""

    label: str
    state: str
    words: str
    waits: str = ""
    """Who has the next word here, and …"""
    what: str = ""
    """… about what; both empty where nobody has."""


def in_words(chain: Collection[Stage]) -> str:
    return ", ".join(f"{stage.label} {stage.words}" for stage in chain)


@dataclass(frozen=True)
class Row:
    """An engagement, loaded with its campaign and client."""

    engagement: Engagement
    stages: list[Stage] = field(default_factory=list)

    @property
    def rail(self) -> str:
        """The chain in words."""
        return in_words(self.stages)

    @property
    def waits(self) -> Stage | None:
        """Whoever is waited for first, along the chain; a decision before everything else."""
        waiting = [stage for stage in self.stages if stage.waits]
        return next((stage for stage in waiting if stage.state == "review"), waiting[0] if waiting else None)


# --- The port to delivery ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PackLine:
    """A pack on the board: its state of the interface, and one quiet line about it."""

    title: str
    state: str
    detail: str
    url: str
    sha256: str = ""


@dataclass(frozen=True)
class Delivery:
    """What the floor above knows. `stages`: engagement's primary key → its last stage, where there is a pack; `published`:
    whether the agency has ever published one; `packs`: an engagement's latest; `waiting`: those that wait for a member."""

    stages: Callable[[Collection[int]], Mapping[int, Stage]]
    published: Callable[[], bool]
    packs: Callable[[Engagement], Collection[PackLine]] = lambda engagement: ()
    waiting: "Callable[[Membership], QuerySet[Any]] | None" = None


_delivery: list[Delivery] = []


def register(delivery: Delivery) -> None:
    _delivery.append(delivery)


def delivered(engagement: int) -> Stage | None:
    """The last stage of the engagement with this primary key, where there is a pack."""
    return _delivery[0].stages([engagement]).get(engagement) if _delivery else None


def packs(engagement: Engagement) -> list[PackLine]:
    """Its latest packs, newest first."""
    return list(_delivery[0].packs(engagement)) if _delivery else []


# --- Which rows ------------------------------------------------------------------------------------------------------

AWAY = (
    Q(archived_at__isnull=False)
    | Q(campaign__status=CampaignStatus.ARCHIVED)
    | Q(campaign__client__archived_at__isnull=False)
)
MANY = 100
"""What waits is counted up to here, and then said to be more: a count of everything grows with the agency."""


def counts(member: Membership) -> dict[Tab, int]:
    """How many engagements each tab has, in two queries; of what waits at most `MANY`."""
    asked = {tab.value: Count("pk", filter=_in_tab(tab)) for tab in Tab if tab is not Tab.MINE}
    counted = Engagement.objects.aggregate(**{f"n_{tab}": number for tab, number in asked.items()})
    mine = Engagement.objects.filter(_waiting_for(member), ~AWAY).order_by("-moved_at", "-pk")[:MANY].count()
    return {tab: mine if tab is Tab.MINE else counted[f"n_{tab}"] for tab in Tab}


def rows(tab: Tab, member: Membership) -> "QuerySet[Engagement]":
    found = Engagement.objects.filter(_in_tab(tab))
    return found.filter(_waiting_for(member)) if tab is Tab.MINE else found


def _in_tab(tab: Tab) -> Q:
    if tab is Tab.ARCHIVED:
        return AWAY
    return ~AWAY if tab is Tab.MINE else ~AWAY & Q(campaign__status=tab.value)


def _waiting_for(member: Membership) -> Q:
    """Engagements with something that waits for the member: looked up one by one, so that a page stops when it is full."""
    mine = Q(Exists(Artifact.objects.filter(_waits_for(member), engagement=OuterRef("pk"))))
    if _delivery and (packs := _delivery[0].waiting):
        mine |= Q(Exists(packs(member).filter(engagement=OuterRef("pk"))))
    return mine


def _waits_for(membership: Membership) -> Q:
    """As "My work" has it: decisions for approvers, for editors what came back or went stale."""
    mine = Q(pk__in=[])
    if lifecycle.may(membership.role, lifecycle.Move.EDIT):
        mine |= Q(status__in=[ArtifactStatus.REVISED, ArtifactStatus.FLAGGED_FOR_REVIEW])
    if lifecycle.may(membership.role, lifecycle.Move.APPROVE):
        decisions = Q(status=ArtifactStatus.IN_REVIEW)
        if artifacts.four_eyes_apply(membership):
            decisions &= ~Q(last_editor=membership.user_id) | Q(last_editor=None)
        mine |= decisions
    return mine


def not_begun(tab: Tab) -> "QuerySet[Campaign]":
    """Campaigns of a tab that have no engagement yet; none of them waits."""
    found = Campaign.objects.filter(engagements=None).select_related("client").order_by("-id")
    if tab is Tab.ARCHIVED:
        return found.filter(Q(status=CampaignStatus.ARCHIVED) | Q(client__archived_at__isnull=False))
    return found.filter(status=tab.value, client__archived_at=None)


def narrowed(
    found: "QuerySet[Engagement]", *, search: str = "", state: ArtifactStatus | None = None,
    client: UUID | None = None, objective: Objective | None = None,
) -> "QuerySet[Engagement]":  # fmt: skip
    if search:
        found = found.filter(
            Q(campaign__client__name__icontains=search)
            | Q(campaign__name__icontains=search)
            | Q(name__icontains=search)
        )
    if state:
        found = found.filter(Exists(Artifact.objects.filter(engagement=OuterRef("pk"), status=state)))
    if client:
        found = found.filter(campaign__client__public_id=client)
    if objective:
        found = found.filter(campaign__objective=objective)
    return found


ORDERS: dict[Sort, tuple[str, ...]] = {
    Sort.CLIENT: ("campaign__client__name", "campaign__name", "name"),
    Sort.UPDATED: ("moved_at",),
    Sort.START: ("campaign__start_date",),
}


def ordered(found: "QuerySet[Engagement]", sort: Sort, *, down: bool) -> "QuerySet[Engagement]":
    """What has no start comes last, in both directions; newest first among equals."""
    absent = True if sort is Sort.START else None
    keys = [F(name) for name in ORDERS[sort]]
    turned = [key.desc(nulls_last=absent) if down else key.asc(nulls_last=absent) for key in keys]
    return found.select_related("campaign__client").order_by(*turned, "-pk")


# --- What they say ---------------------------------------------------------------------------------------------------


def read(page: Collection[Engagement]) -> list[Row]:
    """The rows of one page, each with its chain; two queries whatever their number, one of them delivery's."""
    chains = stages([engagement.pk for engagement in page])
    return [Row(engagement, chains.get(engagement.pk, [])) for engagement in page]


def stages(engagements: Collection[int]) -> dict[int, list[Stage]]:
    """Engagement's primary key → its five artifacts and delivery."""
    newest = ArtifactVersion.objects.filter(artifact=OuterRef("pk")).order_by("-number").values("number")[:1]
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for each in (
        Artifact.objects.filter(engagement__in=engagements)
        .order_by()  # any order would be read off the wrong index
        .annotate(newest=Subquery(newest))
        .values(
            "engagement_id", "kind", "status", "effective__number", "newest", "last_editor__name", "last_editor__email"
        )
    ):
        found.setdefault(each["engagement_id"], {})[each["kind"]] = each
    delivered = _delivery[0].stages(list(found)) if _delivery and found else {}
    return {engagement: _chain(kinds, delivered.get(engagement)) for engagement, kinds in found.items()}


def _chain(kinds: Mapping[str, dict[str, Any]], delivered: Stage | None) -> list[Stage]:
    effective = {ArtifactKind(kind) for kind, each in kinds.items() if each["effective__number"]}
    chain = [_stage(kind, kinds[kind], gating.missing(kind, effective)) for kind in ArtifactKind if kind in kinds]
    return [*chain, delivered or _delivery_stage(gating.missing(gating.DELIVERY, effective))]


def _stage(kind: ArtifactKind, each: dict[str, Any], missing: list[ArtifactKind]) -> Stage:
    status, in_force, number = ArtifactStatus(each["status"]), each["effective__number"], each["newest"]
    if missing and not in_force and status == ArtifactStatus.DRAFT:
        return Stage(kind.label, "locked", "locked")
    words = status.label.lower()
    if in_force and status not in ArtifactStatus.settled():
        words += f", v{in_force} in force"
    author = each["last_editor__name"] or each["last_editor__email"] or "An editor"
    waits = {
        ArtifactStatus.IN_REVIEW: ("An approver", f"{kind.label} v{number} is in review"),
        ArtifactStatus.REVISED: (author, f"{kind.label} v{(number or 0) + 1} is being revised"),
        ArtifactStatus.FLAGGED_FOR_REVIEW: (author, f"{kind.label} v{in_force} is stale"),
        ArtifactStatus.DRAFT: (author, f"{kind.label} is a draft"),
    }.get(status, ("", ""))
    return Stage(kind.label, STATES[status], words, *waits)


def _delivery_stage(missing: list[ArtifactKind]) -> Stage:
    if missing:
        return Stage("Delivery", "locked", "locked")
    return Stage("Delivery", "draft", "open", "An admin", "No pack is published yet")


# --- The way to the first pack ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """How far the agency is on the way to its first pack: in the engagement that was written in last."""

    clients: bool
    engagement: UUID | None
    approved: frozenset[str]


def progress() -> Progress | None:
    """None once the way is behind: a pack was published."""
    if _delivery and _delivery[0].published():
        return None
    latest = Engagement.objects.filter(~AWAY).order_by("-moved_at", "-pk")
    stages = list(latest.values_list("public_id", "artifacts__kind", "artifacts__effective")[: len(ArtifactKind)])
    return Progress(
        clients=bool(stages) or Client.objects.filter(archived_at=None).exists(),
        engagement=stages[0][0] if stages else None,
        approved=frozenset(kind for _, kind, effective in stages if effective),
    )
