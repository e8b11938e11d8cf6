"""The places of the workspace's main navigation: a port. Higher floors register theirs when they are ready."""

from collections.abc import Iterable
from dataclasses import dataclass

from tenants import roles
from tenants.models import Membership, Role


@dataclass(frozen=True)
class Place:
    """`view` is the name of its first page, `views` the prefixes of names that belong to it; `icon` is one of the
    interface's (tenants/templatetags/ui.py, ICONS), `role` the least that its page is for, `text` a line about it."""

    view: str
    label: str
    icon: str
    views: str = ""
    role: Role = Role.VIEWER
    text: str = ""


places: list[Place] = []
"""The work: on a phone the bar at the foot, which has room for five."""
house: list[Place] = [
    Place("activity:list", "Activity", "activity", text="Who did what, and when."),
    Place(
        "evidence:page",
        "System evidence",
        "shield",
        role=Role.ADMIN,
        text="What the platform can prove about itself: jobs, storage, the audit chain, the last pack and its key.",
    ),
]
"""What is listed after the work, and left out of the bar."""


def register(place: Place) -> None:
    places.append(place)


def register_house(place: Place) -> None:
    """Before the ground floor's own."""
    house.insert(0, place)


def open_to(membership: Membership, among: Iterable[Place]) -> list[Place]:
    """Those that this member may open."""
    return [place for place in among if roles.reaches(membership, place.role)]
