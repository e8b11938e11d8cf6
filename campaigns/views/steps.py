"""The way to the first pack, for an agency that is on it (tenants.waiting)."""

from django.urls import reverse

from campaigns.domain import boards
from campaigns.enums import ArtifactKind
from tenants import roles
from tenants.brand import current_brand
from tenants.models import Membership


def first_steps(member: Membership) -> list[dict[str, str]]:
    """The way to the first pack, while the agency is on it."""
    now = boards.progress()
    if now is None:
        return []
    board = reverse("work:board", args=[now.engagement]) if now.engagement else ""
    brand = current_brand()
    chosen = brand is not None and brand.version > 1
    middle = {ArtifactKind.STRATEGY, ArtifactKind.CREATIVES, ArtifactKind.EXECUTION}
    steps = [
        ("Set your brand", "Name, colour and logo, as clients see them.", chosen, True,
         reverse("admin:tenants_brand_add") if roles.may_manage(member) else "", "Set the brand"),
        ("Add your first client", "A name is enough.", now.clients, True, reverse("work:client_new"), "Add a client"),
        ("Start an engagement", "One run of the chain for a campaign.", bool(now.engagement), now.clients,
         reverse("work:engagement_new"), "New engagement"),
        ("Approve the intake", "Opens with the first engagement.", ArtifactKind.INTAKE in now.approved,
         bool(now.engagement), board, "Open the intake"),
        ("Approve strategy, creatives and execution", "Opens when the intake is approved.", middle <= now.approved,
         ArtifactKind.INTAKE in now.approved, board, "Open the board"),
        ("Publish the first pack", "Opens when the execution is approved.", False, middle <= now.approved, board,
         "Open the board"),
    ]  # fmt: skip
    may_edit = roles.may_edit(member)
    return [
        {
            "title": title, "text": text, "state": "approved" if done else "draft" if opened else "locked",
            "word": "Done" if done else "To do" if opened else "Locked",
            "url": url if opened and not done and may_edit else "", "action": action,
        }
        for title, text, done, opened, url, action in steps
    ]  # fmt: skip
