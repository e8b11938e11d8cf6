"""The way to the first pack, for an agency that is on it (tenants.waiting)."""

from dataclasses import dataclass

from django.urls import reverse

from campaigns.domain import artifacts, boards
from campaigns.enums import ArtifactKind
from tenants import roles
from tenants.brand import current_brand
from tenants.models import Membership, Role

MIDDLE = {ArtifactKind.STRATEGY, ArtifactKind.CREATIVES, ArtifactKind.EXECUTION}


@dataclass(frozen=True)
class Step:
    """`text` says what it is, or what it waits for while it is not open; `role` is who finishes it, `reads` who has its page."""

    title: str
    text: str
    done: bool
    url: str
    action: str
    role: Role
    reads: Role = Role.EDITOR
    is_open: bool = True


def first_steps(member: Membership) -> list[dict[str, str]]:
    """The way to the first pack, while the agency is on it."""
    now = boards.progress()
    return [_shown(step, member) for step in _steps(now, member)] if now else []


def _steps(now: boards.Progress, member: Membership) -> list[Step]:
    brand = current_brand()
    board = reverse("work:board", args=[now.engagement]) if now.engagement else ""
    intake = reverse("work:stage", args=[now.engagement, ArtifactKind.INTAKE]) if now.engagement else ""
    return [
        Step("Set your brand", "Name, colour and logo, as clients see them.", brand is not None and brand.version > 1,
             reverse("admin:tenants_brand_add"), "Set the brand", Role.OWNER, Role.OWNER),
        *([_company(member)] if roles.may_manage(member) else []),
        Step("Add your first client", "A name is enough.", now.clients, reverse("work:client_new"), "Add a client", Role.EDITOR),
        Step("Start an engagement", "One run of the chain for a campaign. Client and campaign can be made with it.",
             bool(now.engagement), reverse("work:engagement_new"), "New engagement", Role.EDITOR),
        Step("Approve the intake", "What the client wants, written and then approved."
             if intake else "Opens with the first engagement.",
             ArtifactKind.INTAKE in now.approved, intake, "Open the intake", Role.ADMIN, is_open=bool(intake)),
        Step("Approve strategy, creatives and execution",
             "One after the other: each opens when the one before it is approved."
             if ArtifactKind.INTAKE in now.approved else "Opens when the intake is approved.",
             now.approved >= MIDDLE, board, "Open the board", Role.ADMIN, is_open=ArtifactKind.INTAKE in now.approved),
        Step("Publish the first pack",
             "Built from what is approved, and then open to the client."
             if now.approved >= MIDDLE else "Opens when the execution is approved.",
             False, board, "Open the board", Role.ADMIN, Role.ADMIN, is_open=now.approved >= MIDDLE),
    ]  # fmt: skip


def _company(member: Membership) -> Step:
    alone = artifacts.is_alone(member)
    eyes = (
        " Four eyes wait for a second person: while you are alone, you approve your own work."
        if member.agency.four_eyes
        else ""
    )
    return Step(
        "Invite somebody", f"Nobody else is here yet.{eyes if alone else ''}" if alone else "Somebody else is here.", not alone,
        reverse("admin:tenants_membership_add"), "Invite a member", Role.OWNER, Role.OWNER,
    )  # fmt: skip


def _shown(step: Step, member: Membership) -> dict[str, str]:
    to_do = step.is_open and not step.done
    others = f" An {step.role.label.lower()} does it." if to_do and not roles.reaches(member, step.role) else ""
    return {
        "title": step.title,
        "text": f"{step.text}{others}",
        "state": "approved" if step.done else "draft" if step.is_open else "locked",
        "word": "Done" if step.done else "To do" if step.is_open else "Locked",
        "url": step.url if to_do and roles.reaches(member, step.reads) else "",
        "action": step.action,
    }
